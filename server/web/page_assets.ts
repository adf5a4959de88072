import { linkModules } from "./link_modules.ts";

/** A file that the page loads. */
export interface PageAsset {
  /** Its content. */
  readonly body: string | Uint8Array;
  /** Its media type. */
  readonly contentType: string;
}

/** Reads a file of the page. It is read at the first request, since no agent needs it. */
type Load = () => Promise<{ readonly default: string }>;

/** The modules of the page: libraries first, and each after those that it imports. */
const MODULES: Readonly<Record<string, Load>> = {
  "preact": () => import("preact", { with: { type: "text" } }),
  "preact/hooks": () => import("preact/hooks", { with: { type: "text" } }),
  "htm": () => import("htm", { with: { type: "text" } }),
  "@openenv/core/episodes/lines": () => import("@openenv/core/episodes/lines", { with: { type: "text" } }),
  "model/episode.ts": () => import("./page/model/episode.ts", { with: { type: "text" } }),
  "session/server.ts": () => import("./page/session/server.ts", { with: { type: "text" } }),
  "session/store.ts": () => import("./page/session/store.ts", { with: { type: "text" } }),
  "session/player.ts": () => import("./page/session/player.ts", { with: { type: "text" } }),
  "session/theme.ts": () => import("./page/session/theme.ts", { with: { type: "text" } }),
  "session/watch.ts": () => import("./page/session/watch.ts", { with: { type: "text" } }),
  "views/html.ts": () => import("./page/views/html.ts", { with: { type: "text" } }),
  "views/guard.ts": () => import("./page/views/guard.ts", { with: { type: "text" } }),
  "model/keys.ts": () => import("./page/model/keys.ts", { with: { type: "text" } }),
  "model/sample_value.ts": () => import("./page/model/sample_value.ts", { with: { type: "text" } }),
  "model/schema_fields.ts": () => import("./page/model/schema_fields.ts", { with: { type: "text" } }),
  "model/drafts.ts": () => import("./page/model/drafts.ts", { with: { type: "text" } }),
  "views/toggle.ts": () => import("./page/views/toggle.ts", { with: { type: "text" } }),
  "views/field_input.ts": () => import("./page/views/field_input.ts", { with: { type: "text" } }),
  "views/schema_form.ts": () => import("./page/views/schema_form.ts", { with: { type: "text" } }),
  "views/action_panel.ts": () => import("./page/views/action_panel.ts", { with: { type: "text" } }),
  "views/copy_text.ts": () => import("./page/views/copy_text.ts", { with: { type: "text" } }),
  "views/open_file.ts": () => import("./page/views/open_file.ts", { with: { type: "text" } }),
  "views/readme.ts": () => import("./page/views/readme.ts", { with: { type: "text" } }),
  "views/save_page.ts": () => import("./page/views/save_page.ts", { with: { type: "text" } }),
  "views/header.ts": () => import("./page/views/header.ts", { with: { type: "text" } }),
  "model/changes.ts": () => import("./page/model/changes.ts", { with: { type: "text" } }),
  "views/task_picker.ts": () => import("./page/views/task_picker.ts", { with: { type: "text" } }),
  "views/reset_form.ts": () => import("./page/views/reset_form.ts", { with: { type: "text" } }),
  "model/plot.ts": () => import("./page/model/plot.ts", { with: { type: "text" } }),
  "model/snippets.ts": () => import("./page/model/snippets.ts", { with: { type: "text" } }),
  "views/call_code.ts": () => import("./page/views/call_code.ts", { with: { type: "text" } }),
  "model/ansi.ts": () => import("./page/model/ansi.ts", { with: { type: "text" } }),
  "views/text.ts": () => import("./page/views/text.ts", { with: { type: "text" } }),
  "views/tree.ts": () => import("./page/views/tree.ts", { with: { type: "text" } }),
  "views/result_panel.ts": () => import("./page/views/result_panel.ts", { with: { type: "text" } }),
  "views/drawing.ts": () => import("./page/views/drawing.ts", { with: { type: "text" } }),
  "views/stage.ts": () => import("./page/views/stage.ts", { with: { type: "text" } }),
  "views/reward_plot.ts": () => import("./page/views/reward_plot.ts", { with: { type: "text" } }),
  "views/timeline.ts": () => import("./page/views/timeline.ts", { with: { type: "text" } }),
  "views/token_form.ts": () => import("./page/views/token_form.ts", { with: { type: "text" } }),
  "views/use_store.ts": () => import("./page/views/use_store.ts", { with: { type: "text" } }),
  "views/app.ts": () => import("./page/views/app.ts", { with: { type: "text" } }),
  "main.ts": () => import("./page/main.ts", { with: { type: "text" } }),
};

/** The modules that the README needs. */
const MARKDOWN: Readonly<Record<string, Load>> = {
  "marked": () => import("marked", { with: { type: "text" } }),
  "dompurify": () => import("dompurify", { with: { type: "text" } }),
  "markdown.ts": () => import("./page/markdown.ts", { with: { type: "text" } }),
};

const SCRIPT = "text/javascript; charset=utf-8";

let assets: Promise<ReadonlyMap<string, PageAsset>> | undefined;

/** Makes the files of the page at `/web`, by name: `index.html` and all that it loads. They are made once. */
export function pageAssets(): Promise<ReadonlyMap<string, PageAsset>> {
  return assets ??= makeAssets();
}

async function makeAssets(): Promise<ReadonlyMap<string, PageAsset>> {
  const [html, style, script, markdown] = await Promise.all([
    import("./page/index.html", { with: { type: "text" } }),
    import("./page/page.css", { with: { type: "text" } }),
    link(MODULES),
    link(MARKDOWN),
  ]);
  const hashes = { "{page.css}": await hash(style.default), "{page.js}": await hash(script) };
  const page = html.default.replace(/\{page\.\w+\}/g, (name) => hashes[name as keyof typeof hashes]);
  return new Map([
    ["index.html", { body: page, contentType: "text/html; charset=utf-8" }],
    ["page.js", { body: script, contentType: SCRIPT }],
    ["page.css", { body: style.default, contentType: "text/css; charset=utf-8" }],
    ["markdown.js", { body: `${markdown}\nexport const { marked, purify } = last;\n`, contentType: SCRIPT }],
  ]);
}

async function link(modules: Readonly<Record<string, Load>>): Promise<string> {
  const texts = await Promise.all(
    Object.entries(modules).map(async ([name, load]) => [name, (await load()).default] as const),
  );
  return linkModules(new Map(texts));
}

/** The hash of a file as the attribute `integrity` has it. A page that is saved lets its own code in by the same one. */
async function hash(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return `sha256-${new Uint8Array(bytes).toBase64()}`;
}
