import type { Example } from './example';

const low = (name: string) => `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
spec:
  containers:
  - name: idle
    image: nginx:1.27
    resources:
      requests:
        cpu: "5"
---
`;

export const scheduling: readonly Example[] = [
  {
    file: 'spread.yaml',
    theme: 'scheduling',
    title: 'examples.spread',
    words: 'examples.spreadWords',
    text: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: spread
spec:
  replicas: 6
  selector:
    matchLabels:
      app: spread
  template:
    metadata:
      labels:
        app: spread
    spec:
      topologySpreadConstraints:
      - maxSkew: 1
        topologyKey: kubernetes.io/hostname
        whenUnsatisfiable: DoNotSchedule
        labelSelector:
          matchLabels:
            app: spread
      containers:
      - name: spread
        image: nginx:1.27
`,
    seconds: 40,
    proofs: [
      {
        command: 'kubectl get pods -l app=spread --sort-by=.spec.nodeName -o jsonpath={.items[*].spec.nodeName}',
        shows: /^worker-1 worker-1 worker-2 worker-2 worker-3 worker-3$/,
      },
    ],
  },
  {
    file: 'apart.yaml',
    theme: 'scheduling',
    title: 'examples.apart',
    words: 'examples.apartWords',
    text: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: apart
spec:
  replicas: 4
  selector:
    matchLabels:
      app: apart
  template:
    metadata:
      labels:
        app: apart
    spec:
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
          - topologyKey: kubernetes.io/hostname
            labelSelector:
              matchLabels:
                app: apart
      containers:
      - name: apart
        image: nginx:1.27
`,
    seconds: 40,
    proofs: [
      { command: 'kubectl get deployment apart', shows: /^apart +3\/4 /m },
      {
        command: 'kubectl get pods -l app=apart --field-selector=status.phase=Pending',
        shows: /(^apart.*Pending.*$)/m,
      },
      { command: 'kubectl describe pods -l app=apart', shows: /didn't match pod anti-affinity rules/ },
    ],
  },
  {
    file: 'priority.yaml',
    theme: 'scheduling',
    title: 'examples.priority',
    words: 'examples.priorityWords',
    text: `apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata:
  name: urgent
value: 1000
---
${low('idle-a')}${low('idle-b')}${low('idle-c')}apiVersion: v1
kind: Pod
metadata:
  name: urgent
spec:
  priorityClassName: urgent
  containers:
  - name: urgent
    image: nginx:1.27
    resources:
      requests:
        cpu: "5"
`,
    seconds: 90,
    proofs: [
      { command: 'kubectl get pod urgent', shows: /^urgent +1\/1 +Running /m },
      { command: 'kubectl get events --field-selector=reason=Preempted', shows: /Preempted +pod\/idle-/ },
      { command: 'kubectl get pods', shows: /^(?!(?=[^]*idle-a)(?=[^]*idle-b)(?=[^]*idle-c))/ },
    ],
  },
  {
    file: 'budget.yaml',
    theme: 'scheduling',
    title: 'examples.budget',
    words: 'examples.budgetWords',
    text: `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: all-three
spec:
  minAvailable: 3
  selector:
    matchLabels:
      app: precious
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: precious
spec:
  replicas: 3
  selector:
    matchLabels:
      app: precious
  template:
    metadata:
      labels:
        app: precious
    spec:
      topologySpreadConstraints:
      - maxSkew: 1
        topologyKey: kubernetes.io/hostname
        whenUnsatisfiable: DoNotSchedule
        labelSelector:
          matchLabels:
            app: precious
      containers:
      - name: precious
        image: nginx:1.27
`,
    seconds: 40,
    proofs: [
      { command: 'kubectl get pdb all-three', shows: /^all-three +3 +N\/A +0 /m },
      {
        command: 'kubectl drain worker-1 --timeout=8s',
        shows: /Cannot evict pod as it would violate the pod's disruption budget/,
      },
    ],
  },
];
