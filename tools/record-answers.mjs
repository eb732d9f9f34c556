// Asks a real API server the questions of a file of recorded answers, and writes what it says beside each of them:
//   node tools/record-answers.mjs https://127.0.0.1:6443 TOKEN src/apiserver/testdata/answers/workloads.jsonl
// A line is a question `{"ask": "POST /api/v1/namespaces/default/pods?dryRun=All", "body": {…}, "show": ["spec.volumes.0"]}`; what is answered is added:
// `status`, `warning`, and `said`: the causes of a refusal, or its message. `show` names the parts of an answer that are kept (`shown`).
// What has to be there before is made before the first question that needs it, and deleted in the end: `"given": [["/api/v1/namespaces/default/configmaps", {…}]]`.
// Questions have to leave nothing behind: ask with `dryRun=All`. Replayed by src/apiserver/recorded-answers.test.ts.
import { readFileSync, writeFileSync } from 'node:fs';
import https from 'node:https';

const [server, token, file] = process.argv.slice(2);

function ask({ ask: question, body, headers }) {
  const [method, path] = question.split(' ');
  const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
  const all = { Authorization: `Bearer ${token}`, accept: 'application/json', 'content-type': 'application/json' };
  return new Promise((done, failed) => {
    const options = { method, rejectUnauthorized: false, headers: { ...all, ...headers } };
    const request = https.request(server + path, options, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => {
        const answer = JSON.parse(Buffer.concat(chunks).toString());
        done({ status: response.statusCode, warning: response.headers.warning, answer });
      });
    });
    request.on('error', failed);
    request.end(text);
  });
}

// The same words are shortened where answers are replayed.
const shorten = (text) =>
  text.replace(/ must (?:be an empty string or )?consist of .*?\(e\.g\. .*?regex used for validation is '.*?'\)/g, '…');

const at = (object, path) => path.split('.').reduce((value, step) => value?.[step], object);

function lineOf(question, { status, warning, answer }) {
  const { given, ask: asked, body, headers, show } = question;
  const causes = answer.details?.causes?.map(
    ({ reason, field, message }) => `${reason.slice('FieldValue'.length)} ${field}: ${shorten(message)}`,
  );
  return {
    ...{ given, ask: asked, body, headers, status, warning },
    said: status < 300 ? undefined : (causes ?? shorten(answer.message)),
    show,
    shown: status < 300 ? show?.map((path) => at(answer, path) ?? null) : undefined,
  };
}

const questions = readFileSync(file, 'utf8').split('\n').filter(Boolean);
const lines = [];
const made = new Set();
for (const text of questions) {
  const question = JSON.parse(text);
  const { given = [] } = question;
  for (const [path, object] of given) {
    await ask({ ask: `POST ${path}`, body: object });
    made.add(`${path}/${object.metadata.name}`);
  }
  lines.push(JSON.stringify(lineOf(question, await ask(question))));
}
for (const path of made) {
  await ask({ ask: `DELETE ${path}?gracePeriodSeconds=0&propagationPolicy=Background` });
  const headers = { 'content-type': 'application/merge-patch+json' };
  await ask({ ask: `PATCH ${path}`, body: { metadata: { finalizers: null } }, headers });
}
writeFileSync(file, `${lines.join('\n')}\n`);
