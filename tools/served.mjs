// @ts-check
// A cluster that is being served, for the time of a check.
import { spawn } from 'node:child_process';
import { Agent, request } from 'node:https';
import { fileURLToPath } from 'node:url';
import { bundledServe } from './serve-bundle.mjs';

export const token = 'checked';

/**
 * Starts the cluster on a free port with a stepped clock.
 * @param {readonly string[]} [more] further flags
 * @returns {Promise<{ address: string, stop: () => void }>}
 */
export async function startServing(more = []) {
  const args = [fileURLToPath(await bundledServe()), '--port', '0', '--token', token, '--clock', 'stepped', ...more];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const stop = () => child.kill();
  process.once('exit', stop);
  const address = await new Promise((done, failed) => {
    let output = '';
    child.stdout.on('data', (data) => {
      output += data;
      const found = /https:\/\/\S+/.exec(output);
      if (found) done(found[0]);
    });
    child.once('exit', (code) => failed(new Error(`serve ended with ${code}: ${output}`)));
  });
  return { address, stop };
}

const agent = new Agent({ keepAlive: true, maxSockets: 1, rejectUnauthorized: false });

/**
 * Asks one of the endpoints that a served cluster has beside the API; the text of its answer.
 * @param {string} url
 * @param {unknown} [body]
 * @returns {Promise<string>}
 */
export function post(url, body) {
  return new Promise((done, failed) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const sent = request(url, { method: 'POST', agent, headers }, (answer) => {
      let text = '';
      answer.on('data', (data) => (text += data)).on('end', () => done(text));
    });
    sent.on('error', failed).end(body === undefined ? undefined : JSON.stringify(body));
  });
}
