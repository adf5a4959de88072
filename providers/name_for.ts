import { randomBytes } from "node:crypto";

/** A name that nothing else has, and from which the image can be told. */
export function nameFor(image: string): string {
  const [base = ""] = image.replace(/^.*\//, "").toLowerCase().split(/[:@]/);
  const readable = base.replace(/[^a-z0-9_.-]/g, "").replace(/^openenv-/, "").slice(0, 40);
  return `openenv-${readable || "image"}-${randomBytes(4).toString("hex")}`;
}
