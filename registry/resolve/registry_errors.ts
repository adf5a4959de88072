import { type ErrorRow, OpenEnvError } from "@openenv/core/errors";

/** The data of a name that no registry has. */
export interface EnvironmentNotFoundData {
  /** The name, with its version if one was asked for. */
  readonly environment: string;
  /** The names that there are, or the versions if the name is known. */
  readonly known: readonly string[];
  /** The nearest known name, if one is near. */
  readonly nearest?: string;
}

/** The data of a name that is in several registries. */
export interface AmbiguousNameData {
  /** The name. */
  readonly environment: string;
  /** The registries that have it. */
  readonly registries: readonly string[];
}

/** The data of code that is not trusted. */
export interface UntrustedCodeData {
  /** The environment. */
  readonly environment: string;
  /** The place that the code comes from. */
  readonly from: string;
  /** The permissions that it would have. */
  readonly permissions: string;
}

/** The data of code that is not what was pinned. */
export interface IntegrityData {
  /** The environment. */
  readonly environment: string;
  /** The file or the module that differs; absent if it is the whole. */
  readonly module?: string;
}

/** The data of an environment that a lock file does not have. */
export interface NotLockedData {
  /** The environment. */
  readonly environment: string;
  /** The path of the lock file. */
  readonly lock: string;
}

/** The data of an index, a catalog or a lock file that can't be used. */
export interface InvalidRegistryData {
  /** Its URL or path. */
  readonly source: string;
}

/** No registry has an environment of that name, or of that version. Code `ENVIRONMENT_NOT_FOUND`. */
export class EnvironmentNotFoundError extends OpenEnvError<EnvironmentNotFoundData> {
  /** Creates the error. */
  constructor(message: string, data: EnvironmentNotFoundData, options?: ErrorOptions) {
    super("ENVIRONMENT_NOT_FOUND", message, data, options);
  }
}

/** Several registries have an environment of that name. Code `AMBIGUOUS_NAME`. */
export class AmbiguousNameError extends OpenEnvError<AmbiguousNameData> {
  /** Creates the error. */
  constructor(message: string, data: AmbiguousNameData, options?: ErrorOptions) {
    super("AMBIGUOUS_NAME", message, data, options);
  }
}

/** The code comes from elsewhere, and the caller did not say that it may run. Code `UNTRUSTED_CODE`. */
export class UntrustedCodeError extends OpenEnvError<UntrustedCodeData> {
  /** Creates the error. */
  constructor(message: string, data: UntrustedCodeData, options?: ErrorOptions) {
    super("UNTRUSTED_CODE", message, data, options);
  }
}

/** Code is not what the registry or the lock file pins. Code `INTEGRITY_MISMATCH`. */
export class IntegrityError extends OpenEnvError<IntegrityData> {
  /** Creates the error. */
  constructor(message: string, data: IntegrityData, options?: ErrorOptions) {
    super("INTEGRITY_MISMATCH", message, data, options);
  }
}

/** The lock file does not have the environment, and must. Code `NOT_LOCKED`. */
export class NotLockedError extends OpenEnvError<NotLockedData> {
  /** Creates the error. */
  constructor(message: string, data: NotLockedData, options?: ErrorOptions) {
    super("NOT_LOCKED", message, data, options);
  }
}

/** An index, a catalog or a lock file can't be read, or is not one. Code `INVALID_REGISTRY`. */
export class InvalidRegistryError extends OpenEnvError<InvalidRegistryData> {
  /** Creates the error. */
  constructor(message: string, data: InvalidRegistryData, options?: ErrorOptions) {
    super("INVALID_REGISTRY", message, data, options);
  }
}

/** The rows of this package in the table of errors. None of these errors crosses the wire. */
export const REGISTRY_ERROR_ROWS: Readonly<Record<string, ErrorRow>> = {
  ENVIRONMENT_NOT_FOUND: {
    class: EnvironmentNotFoundError,
    sessionSurvives: false,
    retrySafe: true,
    summary: "No registry has an environment of that name, or of that version; `data.known` has those there are.",
  },
  AMBIGUOUS_NAME: {
    class: AmbiguousNameError,
    sessionSurvives: false,
    retrySafe: true,
    summary: "Several registries have an environment of that name; the option `registry` chooses one.",
  },
  UNTRUSTED_CODE: {
    class: UntrustedCodeError,
    sessionSurvives: false,
    retrySafe: true,
    summary: "The code comes from elsewhere, and the caller did not set `trustRemoteCode`; nothing of it has run.",
  },
  INTEGRITY_MISMATCH: {
    class: IntegrityError,
    sessionSurvives: false,
    retrySafe: true,
    summary: "Code is not what the registry or `openenv.lock` pins; nothing of it has run.",
  },
  NOT_LOCKED: {
    class: NotLockedError,
    sessionSurvives: false,
    retrySafe: true,
    summary: "`openenv.lock` does not have the environment, and with `frozen` it must.",
  },
  INVALID_REGISTRY: {
    class: InvalidRegistryError,
    sessionSurvives: false,
    retrySafe: true,
    summary: "An index, a catalog or a lock file can't be read, or is not one.",
  },
};
