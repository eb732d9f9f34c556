// @ts-check
// What the built page may load and run: nothing from anywhere else, no eval, no script in the page's text. Why styles may be inline:
// docs/decisions/0007-what-the-page-may-run.md.

const directives = {
  'default-src': "'none'",
  'script-src': "'self'",
  'worker-src': "'self'",
  // Monaco and xterm write style elements; scripts can't be smuggled in that way.
  'style-src': "'self' 'unsafe-inline'",
  'img-src': "'self' data:",
  'font-src': "'self' data:",
  'connect-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
};

const policyOf = (/** @type {Record<string, string>} */ rules) =>
  Object.entries(rules)
    .map(([name, sources]) => `${name} ${sources}`)
    .join('; ');

/** For a meta element, so that it holds on any static host. */
export const pagePolicy = policyOf(directives);

/** For a host of ours, which can also forbid that others frame the page. */
export const headerPolicy = policyOf({ ...directives, 'frame-ancestors': "'none'" });
