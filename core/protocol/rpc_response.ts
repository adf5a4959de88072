/** The result of a JSON-RPC response that is written already. */
export class WrittenResult {
  /** The result as JSON. */
  readonly text: string;

  /** Makes it from JSON. */
  constructor(text: string) {
    this.text = text;
  }
}

/** Writes a JSON-RPC response. */
export function writeRpcResponse(response: object): string {
  if (!("result" in response && response.result instanceof WrittenResult)) return JSON.stringify(response);
  const { result, ...rest } = response;
  return `${JSON.stringify(rest).slice(0, -1)},"result":${result.text}}`;
}
