import { createApp } from "../server/mod.ts";
import { pageAssets } from "../server/web/page_assets.ts";
const [name, port] = Deno.args;
const mod = await import(`../envs/${name}/environment.ts`);
const env = mod.default;
const { contract } = env;
const app = createApp(env);
const assets = await pageAssets();
for (const [n, a] of assets) console.log(n, a.body.length);
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const readme = await Deno.readTextFile(new URL(`../envs/${name}/README.md`, import.meta.url));
Deno.serve({ port: Number(port) }, async (request) => {
  const { pathname } = new URL(request.url);
  const asset = pathname === "/web"
    ? "index.html"
    : pathname.startsWith("/web/assets/")
    ? pathname.slice(12)
    : undefined;
  if (asset !== undefined) {
    const f = assets.get(asset)!;
    return new Response(f.body as string, {
      headers: { "content-type": f.contentType, "content-security-policy": POLICY },
    });
  }
  if (pathname === "/web/about") {
    const schema = await (await app.fetch(new Request("http://localhost/schema"))).json();
    const tools = await (await app.fetch(
      new Request("http://localhost/mcp", { method: "POST", body: '{"jsonrpc":"2.0","id":1,"method":"tools/list"}' }),
    )).json();
    const isTools = tools.result?.tools?.length > 0;
    const splits = await app.fetch(new Request(`http://localhost/${contract.name}/splits`));
    const api = await (await app.fetch(new Request("http://localhost/openapi.json"))).json();
    const resetOptions = api.paths["/reset"].post.requestBody.content["application/json"].schema;
    return Response.json({
      name: contract.name,
      version: contract.version,
      description: contract.description,
      readme,
      schemas: { ...schema, resetOptions },
      tools: isTools ? tools.result.tools : null,
      tasks: splits.ok ? true : null,
      limits: {},
      tokenRequired: false,
    });
  }
  if (pathname === "/web/render") {
    if (name !== "grid_world_env") {
      return Response.json({ detail: "draws nothing", code: "NOT_FOUND" }, { status: 404 });
    }
    const s = await (await app.fetch(
      new Request("http://localhost/state", {
        headers: { "openenv-session": request.headers.get("openenv-session")! },
      }),
    )).json();
    return Response.json({ rendering: { text: JSON.stringify(s) }, parts: { goal: 0.5, speed: -0.1 } });
  }
  return await app.fetch(request);
});
