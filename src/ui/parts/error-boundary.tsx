import { Component, type ReactNode } from 'react';
import { text } from '../text/language';

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
        <h2>{text('page.bugTitle')}</h2>
        <p>{this.state.message}</p>
        <p>{text('page.bugKept')}</p>
        <button type="button" className="button primary" onClick={() => location.reload()}>
          {text('page.loadAgain')}
        </button>
      </div>
    );
  }
}
