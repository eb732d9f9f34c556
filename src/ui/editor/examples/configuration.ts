import type { Example } from './example';

export const configuration: readonly Example[] = [
  {
    file: 'greeter.yaml',
    theme: 'configuration',
    title: 'examples.configMap',
    words: 'examples.configMapWords',
    text: `apiVersion: v1
kind: ConfigMap
metadata:
  name: greeting
data:
  text: Good morning
  colours.txt: |
    red
    green
---
apiVersion: v1
kind: Pod
metadata:
  name: greeter
spec:
  containers:
  - name: greeter
    image: busybox:1.36
    command: ["sh", "-c", "echo $TEXT; cat /etc/colours/colours.txt; sleep 3600"]
    env:
    - name: TEXT
      valueFrom:
        configMapKeyRef:
          name: greeting
          key: text
    volumeMounts:
    - name: colours
      mountPath: /etc/colours
  volumes:
  - name: colours
    configMap:
      name: greeting
`,
    seconds: 30,
    proofs: [{ command: 'kubectl logs greeter', shows: /^Good morning\nred\ngreen\n/ }],
  },
  {
    file: 'secret.yaml',
    theme: 'configuration',
    title: 'examples.secret',
    words: 'examples.secretWords',
    text: `apiVersion: v1
kind: Secret
metadata:
  name: password
stringData:
  password: open sesame
---
apiVersion: v1
kind: Pod
metadata:
  name: door
spec:
  restartPolicy: Never
  containers:
  - name: door
    image: busybox:1.36
    command: ["sh", "-c", "cat /run/secrets/door/password; echo; echo $PASSWORD"]
    env:
    - name: PASSWORD
      valueFrom:
        secretKeyRef:
          name: password
          key: password
    volumeMounts:
    - name: password
      mountPath: /run/secrets/door
      readOnly: true
  volumes:
  - name: password
    secret:
      secretName: password
`,
    seconds: 30,
    proofs: [
      { command: 'kubectl get pod door', shows: /^door +0\/1 +Completed /m },
      { command: 'kubectl logs door', shows: /^open sesame\nopen sesame\n/ },
      { command: 'kubectl get secret password -o jsonpath={.data.password}', shows: /^b3BlbiBzZXNhbWU=$/ },
    ],
  },
  {
    file: 'limits.yaml',
    theme: 'configuration',
    title: 'examples.limitRange',
    words: 'examples.limitRangeWords',
    text: `apiVersion: v1
kind: Namespace
metadata:
  name: small
---
apiVersion: v1
kind: LimitRange
metadata:
  name: sizes
  namespace: small
spec:
  limits:
  - type: Container
    default:
      cpu: 200m
      memory: 128Mi
    defaultRequest:
      cpu: 50m
      memory: 64Mi
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: modest
  namespace: small
spec:
  selector:
    matchLabels:
      app: modest
  template:
    metadata:
      labels:
        app: modest
    spec:
      containers:
      - name: modest
        image: nginx:1.27
`,
    seconds: 30,
    proofs: [
      {
        command: 'kubectl get pods -n small -o jsonpath={.items[0].spec.containers[0].resources}',
        shows: /"limits":\{"cpu":"200m","memory":"128Mi"\},"requests":\{"cpu":"50m","memory":"64Mi"\}/,
      },
    ],
  },
  {
    file: 'quota.yaml',
    theme: 'configuration',
    title: 'examples.quota',
    words: 'examples.quotaWords',
    text: `apiVersion: v1
kind: Namespace
metadata:
  name: thrifty
---
apiVersion: v1
kind: ResourceQuota
metadata:
  name: two-pods
  namespace: thrifty
spec:
  hard:
    pods: "2"
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: crowd
  namespace: thrifty
spec:
  replicas: 5
  selector:
    matchLabels:
      app: crowd
  template:
    metadata:
      labels:
        app: crowd
    spec:
      containers:
      - name: crowd
        image: nginx:1.27
`,
    seconds: 40,
    proofs: [
      { command: 'kubectl get deployment crowd -n thrifty', shows: /^crowd +2\/5 /m },
      { command: 'kubectl describe replicaset -n thrifty', shows: /exceeded quota: two-pods/ },
    ],
  },
];
