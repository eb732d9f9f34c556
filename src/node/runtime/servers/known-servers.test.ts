import { describe, expect, it } from 'vitest';
import { imageTemplate } from '../images/image-table';
import { KNOWN_SERVERS } from './known-servers';
import { commandLine } from '../program';
import type { ContainerConfig } from '../cri';
import type { ProgramWorld } from '../program-world';

function world(image: string, tag = 'latest') {
  return {
    environment: { HOSTNAME: 'web-1' },
    component: { now: 5000 },
    image: imageTemplate(image),
    container: { address: '10.244.0.2', tag },
  } as unknown as ProgramWorld;
}

function ask(image: string, path = '/', words: readonly string[] = ['x'], tag = 'latest') {
  const headers = { host: 'web', 'user-agent': 'Wget' };
  const request = {
    kind: 'http',
    host: '10.244.0.2',
    port: 80,
    source: '10.244.1.3',
    method: 'GET',
    path,
    headers,
  } as const;
  return KNOWN_SERVERS[image]!.answer(request, world(image, tag), words);
}

describe('a web server of a known image', () => {
  it('whoami says who answered and what was asked', () => {
    expect(ask('docker.io/traefik/whoami').body.split('\n')).toEqual([
      'Hostname: web-1',
      'IP: 127.0.0.1',
      'IP: 10.244.0.2',
      'RemoteAddr: 10.244.1.3:37768',
      'GET / HTTP/1.1',
      'Host: web',
      'User-Agent: Wget',
      '',
      '',
    ]);
  });

  it('says the text it was given', () => {
    const said = (words: readonly string[]) => ask('docker.io/hashicorp/http-echo', '/', words).body;
    expect(said(['/http-echo', '-text=hello there', '-listen=:80'])).toBe('hello there\n');
    expect(said(['/http-echo', '-text', 'apple'])).toBe('apple\n');
  });

  it('says its version', () => {
    expect(ask('gcr.io/google-samples/hello-app', '/', [], '2.0').body).toBe(
      'Hello, world!\nVersion: 2.0.0\nHostname: web-1\n',
    );
    expect(ask('gcr.io/google-samples/kubernetes-bootcamp', '/', [], 'v1').body).toBe(
      'Hello Kubernetes bootcamp! | Running on: web-1 | v=1\n',
    );
  });

  it('answers with the status that the path asks for', () => {
    expect(ask('docker.io/stefanprodan/podinfo', '/status/503').status).toBe(503);
    expect(JSON.parse(ask('docker.io/stefanprodan/podinfo').body)).toMatchObject({ hostname: 'web-1' });
  });
});

describe('the program of an image', () => {
  const line = (image: string, config: Partial<ContainerConfig>) =>
    commandLine(config as ContainerConfig, imageTemplate(image));

  it('is its own for options alone, and whatever the pod says else', () => {
    expect(line('docker.io/library/redis', { args: ['--port', '7000'] })).toEqual(['redis-server', '--port', '7000']);
    expect(line('docker.io/library/redis', { args: ['sh'] })).toEqual(['sh']);
    expect(line('docker.io/curlimages/curl', { args: ['-s', 'http://web'] })).toEqual(['curl', '-s', 'http://web']);
    expect(line('docker.io/library/nginx', {})).toEqual(['nginx', '-g', 'daemon off;']);
  });
});
