import { type ErrorRow, OpenEnvError } from "@openenv/core/errors";

/** The data of a {@linkcode ProviderUnavailableError}. */
export interface UnavailableData {
  /** The provider: `docker`, `swarm`, `kubernetes`, `process`, `uv`. */
  readonly provider: string;
}

/** The data of an {@linkcode ImageNotFoundError}. */
export interface ImageData {
  /** The image as it was given. */
  readonly image: string;
}

/** The data of a {@linkcode StartError} and a {@linkcode NotReadyError}. */
export interface StartData {
  /** The name of the container or process; absent if it did not get that far. */
  readonly name?: string;
  /** The last lines that it printed. */
  readonly logs?: string;
  /** Its exit code, if it has ended. */
  readonly exit_code?: number;
  /** `true` if it was killed for using more memory than its limit. */
  readonly out_of_memory?: boolean;
  /** How long it was waited for, in milliseconds. */
  readonly timeout_ms?: number;
}

/** The data of a {@linkcode ReplicaError}. */
export interface ReplicaData {
  /** The place of the replica, from 1. */
  readonly replica: number;
  /** The name of its container or process, if it got that far. */
  readonly name?: string;
  /** The code of the error that it failed with. */
  readonly reason_code?: string;
}

/** The data of a {@linkcode ReplicasLostError}. */
export interface ReplicasLostData {
  /** The replicas, and why each is lost. */
  readonly lost: readonly { readonly name: string; readonly reason: string }[];
}

/** A provider can't do its work: no daemon answers, it refuses, or a program is missing. Code `PROVIDER_UNAVAILABLE`. */
export class ProviderUnavailableError extends OpenEnvError<UnavailableData> {
  /** Creates the error. */
  constructor(message: string, data: UnavailableData, options?: ErrorOptions) {
    super("PROVIDER_UNAVAILABLE", message, data, options);
  }
}

/** An image is not on this machine and can't be pulled. Code `IMAGE_NOT_FOUND`. */
export class ImageNotFoundError extends OpenEnvError<ImageData> {
  /** Creates the error. */
  constructor(message: string, data: ImageData, options?: ErrorOptions) {
    super("IMAGE_NOT_FOUND", message, data, options);
  }
}

/** A server could not be started, or ended by itself. Code `START_FAILED`. */
export class StartError extends OpenEnvError<StartData> {
  /** Creates the error. */
  constructor(message: string, data: StartData, options?: ErrorOptions) {
    super("START_FAILED", message, data, options);
  }
}

/** A started server did not answer in time. Code `NOT_READY`. */
export class NotReadyError extends OpenEnvError<StartData> {
  /** Creates the error. */
  constructor(message: string, data: StartData, options?: ErrorOptions) {
    super("NOT_READY", message, data, options);
  }
}

/** One of several replicas could not be started; its own error is the cause. Code `REPLICA_FAILED`. */
export class ReplicaError extends OpenEnvError<ReplicaData> {
  /** Creates the error. */
  constructor(message: string, data: ReplicaData, options?: ErrorOptions) {
    super("REPLICA_FAILED", message, data, options);
  }
}

/** All replicas are lost. Code `REPLICAS_LOST`. */
export class ReplicasLostError extends OpenEnvError<ReplicasLostData> {
  /** Creates the error. */
  constructor(message: string, data: ReplicasLostData, options?: ErrorOptions) {
    super("REPLICAS_LOST", message, data, options);
  }
}

const LOCAL = { sessionSurvives: false, retrySafe: true } as const;

/** The rows of the error table for providers. */
export const PROVIDER_ERROR_ROWS: Readonly<Record<string, ErrorRow>> = {
  PROVIDER_UNAVAILABLE: {
    ...LOCAL,
    class: ProviderUnavailableError,
    summary:
      "A provider can't do its work: no Docker daemon or Kubernetes API server answers, it refuses a call, or a program " +
      "that it needs is missing.",
  },
  IMAGE_NOT_FOUND: {
    ...LOCAL,
    class: ImageNotFoundError,
    summary: "An image is not on this machine, and could not be pulled.",
  },
  START_FAILED: {
    ...LOCAL,
    class: StartError,
    summary: "A container or process could not be started, or ended by itself. The data has its last lines.",
  },
  NOT_READY: {
    ...LOCAL,
    class: NotReadyError,
    summary: "A container or process was started but did not answer in time. The data has its last lines.",
  },
  REPLICA_FAILED: {
    ...LOCAL,
    class: ReplicaError,
    summary:
      "One of several replicas could not be started, and none of those started with it is left. The cause says why.",
  },
  REPLICAS_LOST: {
    ...LOCAL,
    class: ReplicasLostError,
    summary: "All replicas are lost, and a client asked for one. `replaceLost()` starts others.",
  },
};
