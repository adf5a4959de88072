/** An image of a package, as data: nothing here knows what it was built with. */
export interface PackageImage extends ImageContents {
  /** The folder of the package in it, without a slash on the end. */
  readonly folder: string;
  /** Reads a file of the package by its path in the folder; `undefined` if there is none. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Builds the package of the image twice, from nothing. Default: it can't be built here. */
  readonly rebuild?: () => Promise<readonly [ImageContents, ImageContents]>;
}

/** The contents of an image. */
export interface ImageContents {
  /** Its configuration. */
  readonly config: ImageConfig;
  /** Its files, folders and links. */
  readonly files: readonly ImageFile[];
}

/** The configuration of an image, by Docker's names; other keys are compared too. */
export interface ImageConfig {
  /** The user that it runs as; empty for root. */
  readonly User?: string;
  /** The environment variables, as `NAME=value`. */
  readonly Env?: readonly string[] | null;
  /** The labels. */
  readonly Labels?: Readonly<Record<string, string>> | null;
  /** The folders that are kept outside of a container. */
  readonly Volumes?: Readonly<Record<string, unknown>> | null;
}

/** A file, folder or link of an image. */
export interface ImageFile {
  /** Its absolute path. */
  readonly path: string;
  /** Its kind, mode and owner, as one text. */
  readonly attributes: string;
  /** The SHA-256 of a file, or the target of a link; empty for a folder. */
  readonly contents: string;
  /** The mode, without the kind. */
  readonly mode: number;
}
