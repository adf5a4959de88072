import type { AnyImplementation } from "@openenv/core";
import type { App } from "@openenv/server";
import { pageAssets } from "../../server/web/page_assets.ts";

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Puts the page in front of an app that does not have it. */
export function withPage(app: App, { contract }: AnyImplementation): (request: Request) => Promise<Response> {
  const ask = async (path: string, init?: RequestInit) => await app.fetch(new Request(`http://localhost${path}`, init));
  return async (request) => {
    const { pathname } = new URL(request.url);
    const name = pathname === "/web" ? "index.html" : pathname.split("/web/assets/")[1];
    if (name !== undefined) {
      const asset = (await pageAssets()).get(name);
      if (asset === undefined) return new Response(null, { status: 404 });
      const headers = { "content-type": asset.contentType, "content-security-policy": POLICY };
      return new Response(asset.body as string, { headers });
    }
    if (pathname === "/web/render") {
      return Response.json({ detail: "draws nothing", code: "NOT_RENDERABLE" }, { status: 404 });
    }
    if (pathname !== "/web/about") return await app.fetch(request);
    const headers = { authorization: request.headers.get("authorization") ?? "" };
    const schema = await ask("/schema", { headers });
    if (!schema.ok) return schema;
    const list = { jsonrpc: "2.0", id: 1, method: "tools/list" };
    const tools = await (await ask("/mcp", { method: "POST", headers, body: JSON.stringify(list) })).json();
    const { ok } = await ask(`/${contract.name}/splits`, { headers });
    return Response.json({
      name: contract.name,
      version: contract.version,
      description: contract.description,
      readme:
        "# Readme\n\n<script>globalThis.ran = 1</script><img src=x onerror='globalThis.ran = 2'>\n\n| a |\n|---|\n| b |\n",
      schemas: {
        ...await schema.json(),
        resetOptions: contract.resetOptions?.["~standard"].jsonSchema?.input({ target: "draft-2020-12" }) ?? {},
      },
      tools: tools.result?.tools?.length > 0 ? tools.result.tools : null,
      tasks: ok ? true : null,
    });
  };
}
