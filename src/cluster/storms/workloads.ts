/** Pods that don't wait for five minutes until a lost node's work goes elsewhere. */
const IMPATIENT = `tolerations:
      - {key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: 5}
      - {key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute, tolerationSeconds: 5}`;

/** What the users of a storm's cluster keep in files; each with names, images and times that make it come to rest quickly. */
export const FILES: Readonly<Record<string, string>> = {
  'web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      terminationGracePeriodSeconds: 5
      ${IMPATIENT}
      containers:
      - name: main
        image: nginx:1.25
        ports: [{containerPort: 80}]
        resources: {requests: {cpu: 200m, memory: 64Mi}}
        readinessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 5}
`,
  'back.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: back}
spec:
  replicas: 2
  strategy: {type: Recreate}
  selector: {matchLabels: {app: back}}
  template:
    metadata: {labels: {app: back}}
    spec:
      terminationGracePeriodSeconds: 3
      containers: [{name: main, image: "httpd:2.4"}]
`,
  'tight.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: tight}
spec:
  replicas: 4
  strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}
  selector: {matchLabels: {app: tight}}
  template:
    metadata: {labels: {app: tight}}
    spec:
      terminationGracePeriodSeconds: 2
      ${IMPATIENT}
      containers: [{name: main, image: "nginx:1.25"}]
`,
  'store.yaml': `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: store}
spec:
  serviceName: store
  replicas: 3
  selector: {matchLabels: {app: store}}
  template:
    metadata: {labels: {app: store}}
    spec:
      terminationGracePeriodSeconds: 4
      ${IMPATIENT}
      containers: [{name: main, image: "redis:7"}]
`,
  'agent.yaml': `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      terminationGracePeriodSeconds: 2
      containers: [{name: main, image: "busybox:1.36", command: [sleep, infinity]}]
`,
  'work.yaml': `apiVersion: batch/v1
kind: Job
metadata: {name: work}
spec:
  completions: 4
  parallelism: 2
  backoffLimit: 30
  template:
    spec:
      restartPolicy: Never
      containers: [{name: main, image: "busybox:1.36", command: [sh, -c, "sleep 3"]}]
`,
  'services.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: store}
spec: {clusterIP: None, selector: {app: store}, ports: [{port: 6379}]}
---
apiVersion: v1
kind: Service
metadata: {name: outside}
spec: {type: NodePort, selector: {app: tight}, ports: [{port: 80}]}
`,
  'budgets.yaml': `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {minAvailable: 2, selector: {matchLabels: {app: web}}}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: store}
spec: {maxUnavailable: 1, selector: {matchLabels: {app: store}}}
`,
  'limits.yaml': `apiVersion: v1
kind: ResourceQuota
metadata: {name: most}
spec: {hard: {pods: "24", services: "5"}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {mode: fast}
`,
};
