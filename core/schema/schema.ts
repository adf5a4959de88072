/** One thing that is wrong with a value, in the form of Standard Schema. */
export interface SchemaIssue {
  /** What is wrong, for people. */
  readonly message: string;
  /** Where in the value; absent means the value itself. */
  readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined;
}

/** The answer of {@linkcode Schema} to a value: the parsed output, or what is wrong. */
export type SchemaResult<Out> =
  | { readonly value: Out; readonly issues?: undefined }
  | { readonly issues: ReadonlyArray<SchemaIssue> };

/** The options with which {@linkcode Schema} is asked for its JSON Schema. */
export interface JsonSchemaTarget {
  /** The dialect; this project always asks for `draft-2020-12`. */
  readonly target: "draft-2020-12" | "draft-07" | "openapi-3.0" | ({} & string);
  /** Options of the schema library, passed through. */
  readonly libraryOptions?: Record<string, unknown> | undefined;
}

/**
 * A value's shape: validates it and describes itself as JSON Schema.
 *
 * This is [Standard Schema](https://standardschema.dev) together with its JSON Schema part; zod 4.6 schemas satisfy it
 * as they are. `In` is what callers pass, `Out` what the validator returns (they differ by defaults and transforms).
 */
export interface Schema<In = unknown, Out = In> {
  /** The one property that Standard Schema asks for. */
  readonly "~standard": {
    /** The version of Standard Schema. */
    readonly version: 1;
    /** The library that made the schema. */
    readonly vendor: string;
    /** Validates a value. Must answer synchronously. */
    readonly validate: (value: unknown) => SchemaResult<Out> | Promise<SchemaResult<Out>>;
    /** The types, for inference only. */
    readonly types?: { readonly input: In; readonly output: Out } | undefined;
    /** The JSON Schema of what goes in and of what comes out. */
    readonly jsonSchema: {
      /** Describes the input. */
      readonly input: (options: JsonSchemaTarget) => Record<string, unknown>;
      /** Describes the output. */
      readonly output: (options: JsonSchemaTarget) => Record<string, unknown>;
    };
  };
}
