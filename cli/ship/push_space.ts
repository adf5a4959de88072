import { messageOf } from "@openenv/core";
import type { ShippedFile } from "./read_package.ts";

/** Options for {@linkcode pushSpace}. */
export interface PushSpaceOptions {
  /** The Space, as `user/name`. */
  readonly space: string;
  /** The files of the Space. */
  readonly files: readonly ShippedFile[];
  /** The token of the Hub. */
  readonly token: string;
  /** `true` makes a new Space private. Default: `false`. */
  readonly isPrivate?: boolean;
  /** The address of the Hub. Default: `https://huggingface.co`. */
  readonly hubUrl?: string;
  /** The title of the commit. */
  readonly title: string;
}

/** The Hub, unless another one is named. */
export const HUB = "https://huggingface.co";

/** Uploads files to a Space in one commit; makes the Space if it does not exist. Returns the address of its page. */
export async function pushSpace(options: PushSpaceOptions): Promise<string> {
  const { space, files, token: accessToken, isPrivate = false, hubUrl = HUB, title } = options;
  // Loaded here: no other command needs it.
  const { commit, createRepo, repoExists } = await import("@huggingface/hub");
  const repo = { type: "space", name: space } as const;
  const shared = { repo, accessToken, hubUrl, fetch: fetchWhole };
  try {
    if (!await repoExists(shared)) {
      await createRepo({ ...shared, sdk: "docker", visibility: isPrivate ? "private" : "public" });
    }
    const operations = files.map(({ path, bytes }) => ({
      operation: "addOrUpdate" as const,
      path,
      content: new Blob([bytes.slice()]),
    }));
    await commit({ ...shared, title, operations });
  } catch (cause) {
    throw new Error(`Cannot push to the Space ${space}: ${describe(cause, accessToken)}`, { cause });
  }
  return `${hubUrl.replace(/\/+$/, "")}/spaces/${space}`;
}

/** Fetches an answer with its body: the library leaves some unread, and those keep their connections open. */
async function fetchWhole(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, init);
  return new Response(response.body && await response.arrayBuffer(), response);
}

/** Describes an error of the Hub, without the token. */
function describe(thrown: unknown, token: string): string {
  const { statusCode } = thrown as { statusCode?: number };
  const message = messageOf(thrown).replaceAll(token, "[token]").split("\n")[0]!;
  return statusCode === 401 || statusCode === 403 ? `${message}; is HF_TOKEN a token that may write there?` : message;
}
