import { Component, type ReactNode } from 'react';

/** A bug in the page itself: say so, and offer the way on. The manifests are kept. */
export class ErrorBoundary extends Component<
  { readonly children: ReactNode },
  { readonly message: string | undefined }
> {
  override state: { readonly message: string | undefined } = { message: undefined };

  static getDerivedStateFromError(error: unknown) {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    if (this.state.message === undefined) return this.props.children;
    return (
      <div className="empty" role="alert">
        <h2>▲ The page stopped on a bug of ours</h2>
        <p>{this.state.message}</p>
        <p>Your manifests are kept.</p>
        <button type="button" className="button primary" onClick={() => location.reload()}>
          Load the page again
        </button>
      </div>
    );
  }
}
