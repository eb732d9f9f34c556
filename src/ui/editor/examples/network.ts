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
  {
    file: 'client.yaml',
    theme: 'network',
    title: 'examples.client',
    words: 'examples.clientWords',
    text: `apiVersion: v1
kind: Service
metadata:
  name: kitchen
spec:
  selector:
    app: kitchen
  ports:
  - port: 80
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: kitchen
spec:
  replicas: 2
  selector:
    matchLabels:
      app: kitchen
  template:
    metadata:
      labels:
        app: kitchen
    spec:
      containers:
      - name: kitchen
        image: nginx:1.27
        ports:
        - containerPort: 80
---
apiVersion: v1
kind: Pod
metadata:
  name: guest
spec:
  containers:
  - name: guest
    image: busybox:1.36
    command: ["sh", "-c", "while true; do wget -q -O - http://kitchen && echo served; sleep 5; done"]
`,
    seconds: 60,
    proofs: [
      { command: 'kubectl logs guest --tail=1', shows: /^served$/m },
      { command: 'kubectl exec guest -- nslookup kitchen', shows: /kitchen\.default\.svc\.cluster\.local/ },
    ],
  },
  {
    file: 'patient.yaml',
    theme: 'network',
    title: 'examples.waitForService',
    words: 'examples.waitForServiceWords',
    text: `apiVersion: v1
kind: Pod
metadata:
  name: patient
spec:
  initContainers:
  - name: wait
    image: busybox:1.36
    command: ["sh", "-c", "until nslookup archive; do echo waiting; sleep 2; done"]
  containers:
  - name: app
    image: nginx:1.27
---
apiVersion: v1
kind: Service
metadata:
  name: archive
spec:
  clusterIP: None
  selector:
    app: archive
  ports:
  - port: 80
---
apiVersion: v1
kind: Pod
metadata:
  name: archive
  labels:
    app: archive
spec:
  containers:
  - name: archive
    image: nginx:1.27
    ports:
    - containerPort: 80
    readinessProbe:
      httpGet:
        port: 80
      initialDelaySeconds: 12
      periodSeconds: 2
`,
    seconds: 60,
    proofs: [
      { command: 'kubectl logs patient -c wait', shows: /waiting/ },
      { command: 'kubectl get pod patient', shows: /^patient +1\/1 +Running /m },
    ],
  },
];
