import type { Example } from './example';

export const health: readonly Example[] = [
  {
    file: 'liveness.yaml',
    theme: 'health',
    title: 'examples.liveness',
    words: 'examples.livenessWords',
    text: `apiVersion: v1
kind: Pod
metadata:
  name: sickly
spec:
  containers:
  - name: sickly
    image: busybox:1.36
    command: ["sh", "-c", "touch /tmp/healthy; sleep 20; rm /tmp/healthy; sleep 600"]
    livenessProbe:
      exec:
        command: ["cat", "/tmp/healthy"]
      periodSeconds: 5
      failureThreshold: 2
`,
    seconds: 90,
    proofs: [
      { command: 'kubectl get pod sickly -o jsonpath={.status.containerStatuses[0].restartCount}', shows: /^[1-9]/ },
      { command: 'kubectl describe pod sickly', shows: /Liveness probe failed/ },
    ],
  },
  {
    file: 'readiness.yaml',
    theme: 'health',
    title: 'examples.readiness',
    words: 'examples.readinessWords',
    text: `apiVersion: v1
kind: Service
metadata:
  name: shop
spec:
  selector:
    app: shop
  ports:
  - port: 80
---
apiVersion: v1
kind: Pod
metadata:
  name: shop-open
  labels:
    app: shop
spec:
  containers:
  - name: shop
    image: nginx:1.27
    ports:
    - containerPort: 80
---
apiVersion: v1
kind: Pod
metadata:
  name: shop-closed
  labels:
    app: shop
spec:
  containers:
  - name: shop
    image: nginx:1.27
    ports:
    - containerPort: 80
    readinessProbe:
      exec:
        command: ["cat", "/tmp/open"]
      periodSeconds: 2
`,
    seconds: 30,
    proofs: [
      { command: 'kubectl get pods -l app=shop', shows: /shop-closed +0\/1 +Running[^]*shop-open +1\/1 +Running/ },
      {
        command:
          "kubectl get endpointslices -l kubernetes.io/service-name=shop -o jsonpath='{range .items[*].endpoints[*]}{.targetRef.name}={.conditions.ready} {end}'",
        shows: /(?=.*shop-open=true)(?=.*shop-closed=false)/,
      },
    ],
  },
  {
    file: 'gate.yaml',
    theme: 'health',
    title: 'examples.readinessGate',
    words: 'examples.readinessGateWords',
    text: `apiVersion: v1
kind: Pod
metadata:
  name: gated
spec:
  readinessGates:
  - conditionType: example.com/released
  containers:
  - name: gated
    image: nginx:1.27
`,
    seconds: 30,
    proofs: [
      { command: 'kubectl get pod gated -o wide', shows: /^gated +1\/1 +Running .* 0\/1 *$/m },
      {
        command: 'kubectl get pod gated -o jsonpath=\'{.status.conditions[?(@.type=="Ready")].reason}\'',
        shows: /^ReadinessGatesNotReady$/,
      },
    ],
  },
  {
    file: 'init.yaml',
    theme: 'health',
    title: 'examples.initContainers',
    words: 'examples.initContainersWords',
    text: `apiVersion: v1
kind: Pod
metadata:
  name: prepared
spec:
  initContainers:
  - name: fetch
    image: busybox:1.36
    command: ["sh", "-c", "sleep 3; echo ready > /work/state"]
    volumeMounts:
    - {name: work, mountPath: /work}
  - name: check
    image: busybox:1.36
    command: ["sh", "-c", "cat /work/state"]
    volumeMounts:
    - {name: work, mountPath: /work}
  containers:
  - name: app
    image: busybox:1.36
    command: ["sh", "-c", "echo started after $(cat /work/state); sleep 3600"]
    volumeMounts:
    - {name: work, mountPath: /work}
  volumes:
  - name: work
    emptyDir: {}
`,
    seconds: 40,
    proofs: [
      { command: 'kubectl logs prepared -c app', shows: /^started after ready$/m },
      { command: 'kubectl get pod prepared', shows: /^prepared +1\/1 +Running /m },
    ],
  },
  {
    file: 'sidecar.yaml',
    theme: 'health',
    title: 'examples.sidecar',
    words: 'examples.sidecarWords',
    text: `apiVersion: batch/v1
kind: Job
metadata:
  name: with-sidecar
spec:
  template:
    spec:
      restartPolicy: Never
      initContainers:
      - name: log-shipper
        image: busybox:1.36
        restartPolicy: Always
        command: ["sh", "-c", "while true; do echo shipping; sleep 2; done"]
      containers:
      - name: work
        image: busybox:1.36
        command: ["sh", "-c", "sleep 8; echo done"]
`,
    seconds: 90,
    proofs: [
      { command: 'kubectl get job with-sidecar', shows: /^with-sidecar +Complete +1\/1 /m },
      { command: 'kubectl logs job/with-sidecar -c log-shipper', shows: /shipping/ },
    ],
  },
];
