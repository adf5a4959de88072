import { messageOf, type OpenEnvError } from "@openenv/core/errors";
import { ProviderUnavailableError, StartError } from "../../provider_errors.ts";

/** The call that failed, as its error describes it. */
export interface CallSubject {
  /** The action in words: `create Deployment echo`. */
  readonly action: string;
  /** The address of the API server. */
  readonly server: string;
  /** The namespace. */
  readonly namespace: string;
  /** Hides secrets in what the API server says. */
  readonly hide: (text: string) => string;
}

/** An answer of the API server that is not a success; the library's error has the same fields. */
export interface RefusedAnswer {
  /** The status of the answer. */
  readonly code: number;
  /** The body, JSON mostly. */
  readonly body?: unknown;
  /** The headers, their names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Refused for a rule of the cluster, not for want of a permission. */
const RULE = /exceeded quota|being terminated|admission webhook|violates PodSecurity|limitrange|maximum .* usage/i;

/** The errors for the answers that mean something to the user. */
const BY_CODE: Readonly<Record<number, (subject: CallSubject, said: string) => OpenEnvError>> = {
  400: refused,
  401: ({ action, server }) =>
    unavailable(
      `Cannot ${action}: ${server} refuses the credentials of the kubeconfig (401); log in to the cluster again`,
    ),
  403: (subject, said) =>
    RULE.test(said) ? refused(subject, said) : unavailable(
      `Cannot ${subject.action}: this user may not (403): ${said}; ask for a Role in namespace ${subject.namespace} ` +
        "that allows it",
    ),
  404: (subject, said) =>
    /^namespaces? /.test(said)
      ? new StartError(
        `Cannot ${subject.action}: namespace ${subject.namespace} does not exist; create it, or set the option namespace`,
        {},
      )
      : refused(subject, said),
  409: ({ action }, said) =>
    new StartError(`Cannot ${action}: ${said} (409); remove what is there, or use another name`, {}),
  422: refused,
  429: ({ action, server }, said) =>
    unavailable(`Cannot ${action}: ${server} is overloaded and still refuses calls (429: ${said}); try again later`),
};

/** The errors of calls that the API server has turned down: they changed nothing. */
const turnedDown = new WeakSet<OpenEnvError>();

/** `true` for an error of a call that has changed nothing for sure. */
export function isTurnedDown(error: OpenEnvError): boolean {
  return turnedDown.has(error);
}

/** Says why a call to the API server failed, and what to do. The error of the library stays out: it may show secrets. */
export function toCallError(thrown: unknown, subject: CallSubject): OpenEnvError {
  const { action, server, hide } = subject;
  if (isRefusedAnswer(thrown)) {
    const said = hide(saidIn(thrown));
    const error = BY_CODE[thrown.code]?.(subject, said);
    if (error !== undefined) turnedDown.add(error);
    return error ?? unavailable(`Cannot ${action}: ${server} answered ${thrown.code}: ${said}; try again later`);
  }
  const advice = "check that the cluster runs, and that the kubeconfig is the right one";
  return unavailable(
    `Cannot ${action}: no Kubernetes API server answers at ${server}: ${hide(whyOf(thrown))}; ${advice}`,
  );
}

/** `true` for an answer that is not a success. */
export function isRefusedAnswer(thrown: unknown): thrown is RefusedAnswer {
  return thrown instanceof Error && typeof (thrown as Partial<RefusedAnswer>).code === "number";
}

/** How long a server that answered 429 asks to wait, in milliseconds; `undefined` for every other error. */
export function retryAfterMs(thrown: unknown): number | undefined {
  if (!isRefusedAnswer(thrown) || thrown.code !== 429) return undefined;
  const seconds = Number(thrown.headers?.["retry-after"]);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : 1000;
}

function refused({ action, server }: CallSubject, said: string): StartError {
  return new StartError(`Cannot ${action}: ${server} refuses it: ${said}`, {});
}

function unavailable(message: string): ProviderUnavailableError {
  return new ProviderUnavailableError(message, { provider: "kubernetes" });
}

function saidIn({ body }: RefusedAnswer): string {
  const text = typeof body === "string" ? body : JSON.stringify(body) ?? "no reason given";
  try {
    return (JSON.parse(text) as { message?: string } | null)?.message || text.slice(0, 300);
  } catch {
    return text.slice(0, 300); // a proxy answered, not the API server
  }
}

/** The innermost reason; `fetch failed` alone says nothing. */
function whyOf(thrown: unknown): string {
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  const { code, message } = (cause ?? thrown) as { readonly code?: string; readonly message?: string };
  return message || code || messageOf(thrown);
}
