import '../text/later-english';
import { facts as known } from '../text/english/facts';
import { text } from '../text/language';

interface Fact {
  readonly name: string;
  readonly value: string;
}

/** Instants of timers: they are drawn where they run. */
const drawn: ReadonlySet<string> = new Set(['electionSince', 'electionDue']);
const isKnown = (name: string): name is keyof typeof known => Object.hasOwn(known, name);

/** What a program publishes about itself, in the page's words. */
export function factsInWords(facts: readonly Fact[]): readonly Fact[] {
  return facts
    .filter(({ name }) => !drawn.has(name))
    .map(({ name, value }) => ({ name: isKnown(name) ? text(`facts.${name}`) : name, value: valueInWords(value) }));
}

function valueInWords(value: string): string {
  if (value === 'true') return text('inspector.yes');
  return value === 'false' ? text('inspector.no') : value;
}
