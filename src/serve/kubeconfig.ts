import { writeYaml } from '../apimachinery';

/** A kubeconfig that lets a real client in: context `c`, cluster `kubernetes`, user `admin`. */
export function kubeconfigText(server: string, certificate: string, token: string): string {
  return writeYaml({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'kubernetes',
        cluster: { server, 'certificate-authority-data': Buffer.from(certificate).toString('base64') },
      },
    ],
    users: [{ name: 'admin', user: { token } }],
    contexts: [{ name: 'c', context: { cluster: 'kubernetes', user: 'admin' } }],
    'current-context': 'c',
  });
}
