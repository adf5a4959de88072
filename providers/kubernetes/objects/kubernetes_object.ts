/** The metadata of an object. */
export interface ObjectMetadata {
  /** The name. */
  readonly name: string;
  /** The namespace. */
  readonly namespace?: string;
  /** The labels. */
  readonly labels: Readonly<Record<string, string>>;
  /** The annotations. */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** An object of the Kubernetes API, as YAML has it. */
export interface KubernetesObject {
  /** The version of its kind: `apps/v1`. */
  readonly apiVersion: string;
  /** The kind: `Deployment`. */
  readonly kind: string;
  /** The metadata. */
  readonly metadata: ObjectMetadata;
  /** The desired state; a Secret has none. */
  readonly spec?: Readonly<Record<string, unknown>>;
}

/** A taint of nodes that pods tolerate. */
export interface Toleration {
  /** The taint's key; every key if it is absent. */
  readonly key?: string;
  /** `"Exists"`, or `"Equal"`, the default. */
  readonly operator?: string;
  /** The taint's value. */
  readonly value?: string;
  /** The taint's effect, such as `NoSchedule`; every effect if it is absent. */
  readonly effect?: string;
  /** How long a pod stays after the taint came, in seconds. */
  readonly tolerationSeconds?: number;
}

/** Pods or namespaces by their labels. */
export interface LabelSelector {
  /** The labels that they have. */
  readonly matchLabels?: Readonly<Record<string, string>>;
}

/** The other end of a connection. */
export interface NetworkPeer {
  /** Pods. */
  readonly podSelector?: LabelSelector;
  /** The namespaces of the pods. Default: that of the policy. */
  readonly namespaceSelector?: LabelSelector;
  /** Addresses, instead of pods. */
  readonly ipBlock?: { readonly cidr: string };
}

/** Connections that a policy lets out. */
export interface EgressRule {
  /** To whom. Default: to all. */
  readonly to?: readonly NetworkPeer[];
  /** To which ports. Default: to all. */
  readonly ports?: readonly { readonly port?: number | string; readonly protocol?: string }[];
}
