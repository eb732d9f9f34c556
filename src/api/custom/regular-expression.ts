/** Regular expressions that users write, as Go reads them (RE2): in time that grows with the text alone, so that none stops the simulation. */
import { RE2JS } from 're2js';

const mostRemembered = 500;
const compiled = new Map<string, RE2JS>();

/** @throws Error in Go's words: `error parsing regexp: missing closing ): …` */
function compile(pattern: string): RE2JS {
  const known = compiled.get(pattern);
  if (known) return known;
  const expression = RE2JS.compile(pattern);
  if (compiled.size >= mostRemembered) compiled.clear();
  compiled.set(pattern, expression);
  return expression;
}

/** What is wrong with a pattern; undefined where nothing is. */
export function patternProblem(pattern: string): string | undefined {
  try {
    compile(pattern);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Does the pattern fit anywhere in the text? A pattern that is none fits nothing. */
export const matchesPattern = (pattern: string, text: string): boolean =>
  patternProblem(pattern) === undefined && compile(pattern).matcher(text).find();
