import type { Example } from './example';

export const trouble: readonly Example[] = [
  {
    file: 'typo.yaml',
    theme: 'trouble',
    title: 'examples.badImage',
    words: 'examples.badImageWords',
    text: `apiVersion: v1
kind: Pod
metadata:
  name: typo
spec:
  containers:
  - name: typo
    image: nginx:1.72-no-such-tag
`,
    seconds: 40,
    proofs: [{ command: 'kubectl get pod typo', shows: /^typo +0\/1 +(ImagePullBackOff|ErrImagePull) /m }],
  },
  {
    file: 'crash.yaml',
    theme: 'trouble',
    title: 'examples.crash',
    words: 'examples.crashWords',
    text: `apiVersion: apps/v1
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
`,
    seconds: 60,
    proofs: [
      { command: 'kubectl get pods -l app=crash', shows: /CrashLoopBackOff/ },
      { command: 'kubectl get deployment crash', shows: /^crash +0\/2 /m },
    ],
  },
  {
    file: 'giant.yaml',
    theme: 'trouble',
    title: 'examples.tooLarge',
    words: 'examples.tooLargeWords',
    text: `apiVersion: v1
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
`,
    seconds: 10,
    proofs: [
      { command: 'kubectl get pod giant', shows: /^giant +0\/1 +Pending /m },
      { command: 'kubectl describe pod giant', shows: /0\/3 nodes are available: 3 Insufficient cpu/ },
    ],
  },
  {
    file: 'stuck.yaml',
    theme: 'trouble',
    title: 'examples.stuckRollout',
    words: 'examples.stuckRolloutWords',
    text: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: stuck
spec:
  replicas: 2
  progressDeadlineSeconds: 15
  selector:
    matchLabels:
      app: stuck
  template:
    metadata:
      labels:
        app: stuck
    spec:
      containers:
      - name: stuck
        image: registry.invalid/team/app:2.0
`,
    seconds: 40,
    proofs: [
      { command: 'kubectl rollout status deployment/stuck', shows: /exceeded its progress deadline/ },
      { command: 'kubectl get pods -l app=stuck', shows: /ImagePullBackOff|ErrImagePull/ },
    ],
  },
  {
    file: 'forgotten.yaml',
    theme: 'trouble',
    title: 'examples.missingConfig',
    words: 'examples.missingConfigWords',
    text: `apiVersion: v1
kind: Pod
metadata:
  name: forgotten
spec:
  containers:
  - name: app
    image: nginx:1.27
    env:
    - name: COLOUR
      valueFrom:
        configMapKeyRef:
          name: never-written
          key: colour
`,
    seconds: 30,
    proofs: [
      { command: 'kubectl get pod forgotten', shows: /^forgotten +0\/1 +CreateContainerConfigError /m },
      { command: 'kubectl describe pod forgotten', shows: /configmap "never-written" not found/ },
    ],
  },
];
