import { firstExample } from '../first-example';
import type { Example } from './example';

export const workloads: readonly Example[] = [
  {
    file: firstExample.file,
    theme: 'workloads',
    title: 'examples.deployment',
    words: 'examples.deploymentWords',
    text: firstExample.text,
    seconds: 30,
    proofs: [
      { command: 'kubectl get deployment web', shows: /^web +3\/3 +3 +3 /m },
      { command: 'kubectl get pods -l app=web', shows: /(web-\S+ +1\/1 +Running .*\n){3}/ },
    ],
  },
  {
    file: 'hello.yaml',
    theme: 'workloads',
    title: 'examples.pod',
    words: 'examples.podWords',
    text: `apiVersion: v1
kind: Pod
metadata:
  name: hello
spec:
  containers:
  - name: hello
    image: busybox:1.36
    command: ["sh", "-c", "while true; do echo hello; sleep 5; done"]
`,
    seconds: 30,
    proofs: [{ command: 'kubectl logs hello --tail=1', shows: /^hello$/m }],
  },
  {
    file: 'database.yaml',
    theme: 'workloads',
    title: 'examples.statefulSet',
    words: 'examples.statefulSetWords',
    text: `apiVersion: v1
kind: Service
metadata:
  name: database
spec:
  clusterIP: None
  selector:
    app: database
  ports:
  - port: 5432
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: database
spec:
  serviceName: database
  replicas: 3
  selector:
    matchLabels:
      app: database
  template:
    metadata:
      labels:
        app: database
    spec:
      containers:
      - name: database
        image: postgres:16
        env:
        - name: POSTGRES_PASSWORD
          value: example
        ports:
        - containerPort: 5432
        readinessProbe:
          tcpSocket:
            port: 5432
          periodSeconds: 2
`,
    seconds: 90,
    proofs: [
      { command: 'kubectl get statefulset database', shows: /^database +3\/3 /m },
      {
        command: 'kubectl get pods -l app=database --sort-by=.metadata.creationTimestamp -o name',
        shows: /^pod\/database-0\npod\/database-1\npod\/database-2\n$/,
      },
    ],
  },
  {
    file: 'agent.yaml',
    theme: 'workloads',
    title: 'examples.daemonSet',
    words: 'examples.daemonSetWords',
    text: `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
spec:
  selector:
    matchLabels:
      app: agent
  template:
    metadata:
      labels:
        app: agent
    spec:
      containers:
      - name: agent
        image: busybox:1.36
        command: ["sh", "-c", "while true; do date; sleep 10; done"]
`,
    seconds: 30,
    proofs: [
      { command: 'kubectl get daemonset agent', shows: /^agent +3 +3 +3 /m },
      {
        command: 'kubectl get pods -l app=agent -o jsonpath={.items[*].spec.nodeName}',
        shows: /(?=.*worker-1)(?=.*worker-2)(?=.*worker-3)/,
      },
    ],
  },
  {
    file: 'sums.yaml',
    theme: 'workloads',
    title: 'examples.job',
    words: 'examples.jobWords',
    text: `apiVersion: batch/v1
kind: Job
metadata:
  name: sums
spec:
  completions: 4
  parallelism: 2
  template:
    spec:
      restartPolicy: Never
      containers:
      - name: sum
        image: busybox:1.36
        command: ["sh", "-c", "sleep 3; echo $((6 * 7))"]
`,
    seconds: 60,
    proofs: [
      { command: 'kubectl get job sums', shows: /^sums +Complete +4\/4 /m },
      { command: 'kubectl logs job/sums', shows: /^42$/m },
    ],
  },
  {
    file: 'nightly.yaml',
    theme: 'workloads',
    title: 'examples.cronJob',
    words: 'examples.cronJobWords',
    text: `apiVersion: batch/v1
kind: CronJob
metadata:
  name: nightly
spec:
  schedule: "30 2 * * *"
  timeZone: Etc/UTC
  suspend: true
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: OnFailure
          containers:
          - name: report
            image: busybox:1.36
            command: ["sh", "-c", "date"]
`,
    seconds: 5,
    proofs: [{ command: 'kubectl get cronjob nightly', shows: /^nightly +30 2 \* \* \* +Etc\/UTC +True +0 +<none> /m }],
  },
];
