import { describe, expect, it } from 'vitest';
import type { Process } from '../../../simulation';
import { run } from '../../testing/shell-container';
import type { Mount } from '../cri';
import { parseNginx, serversIn } from './nginx-configuration';

const CONFIGURATION = `
# a gateway
upstream backend { server p:9000; }
server {
  listen 8080;
  server_name _;
  add_header X-Served-By $hostname;
  location / { root /www; try_files $uri /index.html; }
  location = /healthz { access_log off; return 200 'ok\\n'; }
  location /api/ { proxy_pass http://backend/v1/; proxy_set_header X-Real-IP $remote_addr; }
  location ~ \\.php$ { return 403; }
  location /old { return 301 http://$host/new; }
  location /gone { proxy_pass http://nowhere:1; }
}
`;

/** What curl says in the very pod that has such an nginx; beside it something else listens. */
function asked(line: string, conf = CONFIGURATION): string {
  const mounts: Mount[] = [
    { volume: 'conf', path: '/etc/nginx/conf.d', files: { 'default.conf': conf } },
    { volume: 'www', path: '/www', files: { 'index.html': 'home\n', 'a/b.txt': 'deep\n' } },
  ];
  const { container, simulation } = run([], 500, 'docker.io/library/nginx', { mounts, image: 'nginx:1.27' });
  let said = '';
  const streams = {
    input: '',
    output: (text: string) => void (said += text),
    error: (text: string) => void (said += text),
  };
  const behind = "while true; do printf 'HTTP/1.1 200 OK\\n\\nbehind\\n' | nc -l -p 9000; done &";
  function* execute(): Process<void> {
    yield* container.execute(['sh', '-c', `${behind} sleep 1; ${line}`], streams);
  }
  simulation.host('worker-1').component('containerd')!.spawn('curl', execute());
  simulation.runFor(10_000);
  return said.trim();
}

describe('nginx', () => {
  it('reads what is written', () => {
    const [server] = serversIn(parseNginx(`http { ${CONFIGURATION} }`));
    expect(server).toMatchObject({ ports: [8080], names: ['_'] });
    expect(parseNginx('a \'b c\' "d"; e { f; } # g\nh ${i}x;')).toEqual([
      { name: 'a', arguments: ['b c', 'd'] },
      { name: 'e', arguments: [], block: [{ name: 'f', arguments: [] }] },
      { name: 'h', arguments: ['${i}x'] },
    ]);
  });

  it.each([
    ['curl -s p:8080/healthz', 'ok'],
    ['curl -s p:8080/', 'home'],
    ['curl -s p:8080/a/b.txt', 'deep'],
    ['curl -s p:8080/nothing/here', 'home'],
    ["curl -s -o /dev/null -w '%{http_code}' p:8080/x.php", '403'],
    ['curl -sI p:8080/old | grep -i ^location', 'location: http://p/new'],
    ["curl -s -o /dev/null -w '%{http_code}' p:8080/gone", '502'],
    ['curl -sI p:8080/ | grep -i served', 'x-served-by: p'],
    ["curl -s p:8080/api/users | grep -v '^[a-z]*:'", expect.stringMatching(/GET \/v1\/users HTTP\/1.1[\s\S]*behind$/)],
    ['curl -s -o /dev/null p:80; echo $?', '7'],
  ])('%s', (line, said) => expect(asked(line)).toEqual(said));

  it('serves its own page where nothing is said, and none that is not there', () => {
    expect(asked('curl -s p', '')).toContain('Welcome to nginx!');
    expect(asked('curl -s p/none', '')).toContain('<hr><center>nginx/1.27</center>');
  });
});
