import { describe, expect, it } from 'vitest';
import { matchesPattern, patternProblem } from './regular-expression';

describe('regular expressions of users', () => {
  it.each([
    ['(a', 'error parsing regexp: missing closing ): `(a`'],
    ['a**', 'error parsing regexp: invalid nested repetition operator: `**`'],
    ['[z-a]', 'error parsing regexp: invalid character class range: `z-a`'],
    ['(?=x)', 'error parsing regexp: invalid or unsupported Perl syntax: `(?=`'],
    ['*', 'error parsing regexp: missing argument to repetition operator: `*`'],
    ['a{1001}', 'error parsing regexp: invalid repeat count: `{1001}`'],
  ])('are refused in the words of Go: %s', (pattern, problem) => {
    expect(patternProblem(pattern)).toBe(problem);
    expect(matchesPattern(pattern, pattern)).toBe(false);
  });

  it.each([
    ['^[a-z]+$', 'web', true],
    ['^[a-z]+$', 'web\n', false],
    ['eb', 'web', true],
    ['(?i)^WEB$', 'web', true],
    ['^\\pL+\\z', 'höhe', true],
    ['[[:digit:]]', 'web', false],
    ['^.$', '🙂', true],
  ])('%s looks into %j', (pattern, text, fits) => {
    expect(patternProblem(pattern)).toBeUndefined();
    expect(matchesPattern(pattern, text)).toBe(fits);
  });

  it('end where one that tries every way would not', () => {
    expect(matchesPattern('^(a+)+$', `${'a'.repeat(5000)}!`)).toBe(false);
  });
});
