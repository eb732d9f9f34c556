/** Field selectors: `spec.nodeName=worker-1,status.phase!=Running`. Which fields a kind has is the kind's matter. */

export interface FieldRequirement {
  readonly field: string;
  readonly operator: '=' | '!=';
  readonly value: string;
}

/** All must hold; none selects everything. */
export type FieldSelector = readonly FieldRequirement[];

function splitTerms(text: string): string[] {
  return text === '' ? [] : text.match(/(?:\\[^]|[^,\\]|\\$)+|(?<=^|,)(?=,|$)/g)!;
}

function unescaped(value: string): string {
  if (/(?:^|[^\\])(?:\\\\)*\\(?:[^\\,=]|$)/.test(value)) {
    const bad = /\\(?:[^\\,=]|$)/.exec(value.replaceAll('\\\\', ''))![0];
    throw new Error(`invalid field selector: invalid escape sequence: ${bad}`);
  }
  const bare = /[,=]/.exec(value.replace(/\\[^]/g, ''));
  if (bare) throw new Error(`invalid field selector: unescaped character in value: ${bare[0].charCodeAt(0)}`);
  return value.replace(/\\([^])/g, '$1');
}

function requirementOf(term: string, whole: string): FieldRequirement {
  const match = /^([^=!]*(?:!(?!=)[^=!]*)*)(!=|==|=)([^]*)$/.exec(term);
  if (!match) throw new Error(`invalid selector: '${whole}'; can't understand '${term}'`);
  return { field: match[1]!, operator: match[2] === '!=' ? '!=' : '=', value: unescaped(match[3]!) };
}

/** Throws an Error with the API server's words. */
export function parseFieldSelector(text: string): FieldSelector {
  const terms = splitTerms(text).sort();
  return terms.filter((term) => term !== '').map((term) => requirementOf(term, text));
}

export function fieldSelectorString(selector: FieldSelector): string {
  return selector
    .map(({ field, operator, value }) => `${field}${operator}${value.replace(/[\\,=]/g, '\\$&')}`)
    .join(',');
}

/** @param valueOf what the object has at a field; '' where it has nothing */
export function matchesFieldSelector(selector: FieldSelector, valueOf: (field: string) => string): boolean {
  for (const { field, operator, value } of selector)
    if ((valueOf(field) === value) !== (operator === '=')) return false;
  return true;
}
