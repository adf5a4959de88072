import { Component } from "preact";
import { type Child, html } from "./html.ts";

interface GuardProps {
  /** What is shown; another one is tried anew. */
  readonly place: string;
  readonly children?: Child;
}

interface GuardState {
  readonly place?: string;
  readonly failure?: Error;
}

/** Keeps the rest of the page alive when a part of an episode can't be shown, such as one that is nested too deeply. */
export class Guard extends Component<GuardProps, GuardState> {
  static override getDerivedStateFromProps({ place }: GuardProps, state: GuardState): GuardState | null {
    return place === state.place ? null : { place, failure: undefined };
  }

  static override getDerivedStateFromError(failure: Error): GuardState {
    return { failure };
  }

  render(): Child {
    const { failure } = this.state;
    if (failure === undefined) return this.props.children;
    return html`
      <section class="stage" aria-label="Episode">
        <div class="banner bad" role="alert">
          <p>This call cannot be shown: ${failure.message}</p>
        </div>
      </section>
    `;
  }
}
