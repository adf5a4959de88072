/** Creates an unguessable text that fits into a URL; it is permission enough for what it stands for. */
export function createHandle(): string {
  return crypto.getRandomValues(new Uint8Array(32)).toBase64({ alphabet: "base64url", omitPadding: true });
}
