import type { Example } from './example';

export const network: readonly Example[] = [
  {
    file: 'service.yaml',
    theme: 'network',
    title: 'examples.service',
    words: 'examples.serviceWords',
    text: `apiVersion: v1
kind: Service
metadata:
  name: bakery
spec:
  selector:
    app: bakery
  ports:
  - port: 80
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: bakery
spec:
  replicas: 2
  selector:
    matchLabels:
      app: bakery
  template:
    metadata:
      labels:
        app: bakery
    spec:
      containers:
      - name: bakery
        image: nginx:1.27
        ports:
        - containerPort: 80
`,
    seconds: 30,
    proofs: [
      { command: 'kubectl get service bakery', shows: /^bakery +ClusterIP +10\.\S+ +<none> +80\/TCP /m },
      {
        command:
          "kubectl get endpointslices -l kubernetes.io/service-name=bakery -o jsonpath='{range .items[*].endpoints[*]}{.conditions.ready} {end}'",
        shows: /^true true $/,
      },
    ],
  },
];
