import { EnvClient } from "../env_client.ts";
import { contract } from "./everything_contract.ts";

interface Scope {
  onmessage: ((event: MessageEvent<string>) => void) | null;
  postMessage(answer: unknown): void;
}

const scope = self as unknown as Scope;

scope.onmessage = ({ data: url }) => {
  using env = new EnvClient(url, contract).sync();
  env.reset();
  scope.postMessage(env.step({ note: "from a worker" }).observation.note);
};
