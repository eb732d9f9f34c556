/**
 * Words that are drawn, as part of a picture: shortened, in a card's own order. What stands on the card is in its name (`aria-label`), in full and
 * in an order that can be listened to; these words are for the eye alone, and no text of the page's.
 */
export function Drawn({ words, className = '' }: { readonly words: string; readonly className?: string }) {
  return <span className={`drawn ${className}`} data-words={words} aria-hidden="true" />;
}
