import { respondWithFile, respondWithPage } from "../http/page_files.ts";
import { pageAssets } from "./page_assets.ts";

/** The name of the page among its files. */
const INDEX = "index.html";

/** Answers `GET /web`: the page. It needs no token, and says nothing of the environment. */
export async function page(): Promise<Response> {
  return respondWithPage((await pageAssets()).get(INDEX)!.body);
}

/** Answers `GET /web/`: the paths of the page are relative to the address without the slash. */
export function redirectToPage(request: Request): Response {
  return new Response(null, { status: 307, headers: { Location: `../web${new URL(request.url).search}` } });
}

/** Answers `GET /web/assets/<name>`: a file that the page loads. */
export async function asset(request: Request): Promise<Response> {
  const name = new URL(request.url).pathname.split("/").at(-1)!;
  const found = name === INDEX ? undefined : (await pageAssets()).get(name);
  if (found === undefined) return Response.json({ detail: "Not Found" }, { status: 404 });
  return await respondWithFile(request, found);
}
