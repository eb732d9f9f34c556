import type { Example } from './example';

export const access: readonly Example[] = [
  {
    file: 'access.yaml',
    theme: 'access',
    title: 'examples.role',
    words: 'examples.roleWords',
    text: `apiVersion: v1
kind: Namespace
metadata:
  name: team
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: reader
  namespace: team
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: read-pods
  namespace: team
rules:
- apiGroups: [""]
  resources: ["pods"]
  verbs: ["get", "list", "watch"]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: reader-reads-pods
  namespace: team
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: read-pods
subjects:
- kind: ServiceAccount
  name: reader
  namespace: team
`,
    seconds: 5,
    proofs: [
      {
        command: 'kubectl get pods -n team --as=system:serviceaccount:team:reader',
        shows: /No resources found in team namespace/,
      },
      {
        command: 'kubectl get secrets -n team --as=system:serviceaccount:team:reader',
        shows: /Forbidden.*cannot list resource "secrets"/,
      },
    ],
  },
];
