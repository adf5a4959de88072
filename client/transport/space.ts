import { InvalidOptionError } from "@openenv/core/errors";

/** A Space of the Hugging Face Hub. */
export interface Space {
  /** Its id, `user/space`. */
  readonly id: string;
  /** The name of its server and its image: the id in lower case, with a dash for every other character. */
  readonly slug: string;
  /** The base URL of its server. */
  readonly url: string;
}

/**
 * Reads a Space from its id, or from its URL at the Hub, whose last two parts are the id.
 *
 * @throws `InvalidOptionError` for a text that names no Space.
 */
export function parseSpace(target: string): Space {
  const path = target.replace(/[?#].*$/, "").replace(/^https?:\/\//, "");
  const id = path.split("/").filter((part) => part !== "").slice(-2).join("/");
  if (!/^[\w.-]+\/[\w.-]+$/.test(id) || /^(www\.)?huggingface\.co\//.test(id)) {
    throw new InvalidOptionError(`Cannot find Space "${target.slice(0, 200)}": expected user/space`, {
      option: "name",
    });
  }
  const slug = id.toLowerCase().replaceAll(/[^a-z0-9]/g, "-");
  return { id, slug, url: `https://${slug}.hf.space` };
}
