/** A manifest to begin with, and what to watch when it is applied. */
export interface Example {
  readonly file: string;
  readonly title: string;
  readonly words: string;
  readonly text: string;
}

const web = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: web
        image: nginx:1.27
        ports:
        - containerPort: 80
        resources:
          requests:
            cpu: 250m
            memory: 64Mi
`;

const pod = `apiVersion: v1
kind: Pod
metadata:
  name: hello
spec:
  containers:
  - name: hello
    image: busybox:1.36
    command: ["sh", "-c", "while true; do echo hello; sleep 5; done"]
`;

const settings = `apiVersion: v1
kind: ConfigMap
metadata:
  name: greeting
data:
  text: Good morning
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: greeter
spec:
  replicas: 2
  selector:
    matchLabels:
      app: greeter
  template:
    metadata:
      labels:
        app: greeter
    spec:
      containers:
      - name: greeter
        image: busybox:1.36
        command: ["sh", "-c", "while true; do date; sleep 5; done"]
`;

const badImage = `apiVersion: v1
kind: Pod
metadata:
  name: typo
spec:
  containers:
  - name: typo
    image: nginx:1.72-no-such-tag
`;

const tooLarge = `apiVersion: v1
kind: Pod
metadata:
  name: giant
spec:
  containers:
  - name: giant
    image: nginx:1.27
    resources:
      requests:
        cpu: "64"
`;

const crashing = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: crash
spec:
  replicas: 2
  selector:
    matchLabels:
      app: crash
  template:
    metadata:
      labels:
        app: crash
    spec:
      containers:
      - name: crash
        image: busybox:1.36
        command: ["sh", "-c", "echo starting; sleep 2; exit 1"]
`;

export const examples: readonly Example[] = [
  {
    file: 'web.yaml',
    title: 'A Deployment',
    words: 'Three web servers: the whole way from kubectl to the kubelets',
    text: web,
  },
  { file: 'hello.yaml', title: 'A Pod alone', words: 'Nobody brings it back when it is gone', text: pod },
  { file: 'greeter.yaml', title: 'Two documents', words: 'A ConfigMap and a Deployment in one file', text: settings },
  {
    file: 'typo.yaml',
    title: 'An image that does not exist',
    words: 'The pull fails, and is tried again, later and later',
    text: badImage,
  },
  {
    file: 'giant.yaml',
    title: 'More CPU than any node has',
    words: 'The scheduler says why, node by node',
    text: tooLarge,
  },
  { file: 'crash.yaml', title: 'A program that exits', words: 'Started again with a growing pause', text: crashing },
];
