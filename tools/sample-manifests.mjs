// @ts-check
// Manifests that stories, pictures and benchmarks apply, each written once.

/**
 * A Deployment that fits on few machines, rolls to another image when it is applied with one, and can be called.
 * @param {number | string} replicas a word, for a manifest that is refused
 * @param {string} [image]
 */
export function webDeployment(replicas, image = 'nginx:1.27') {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: ${replicas}
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
        image: ${image}
        ports:
        - containerPort: 80
`;
}

/**
 * Port 80 of whoever carries the label.
 * @param {string} name
 * @param {string} [app]
 */
export function service(name, app = name) {
  return `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  selector:
    app: ${app}
  ports:
  - port: 80
`;
}

/**
 * A pod that calls them, second after second.
 * @param {readonly string[]} services
 */
export function caller(...services) {
  const calls = services.map((name) => `wget -qO- http://${name}; `).join('');
  return `apiVersion: v1
kind: Pod
metadata:
  name: client
spec:
  containers:
  - name: client
    image: busybox
    command: [sh, -c, "while true; do ${calls}sleep 1; done"]
`;
}

/** @param {string} name */
export function configMap(name) {
  return `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}
data:
  colour: green
`;
}

/** Several documents in one file. @param {readonly string[]} manifests */
export function together(...manifests) {
  return manifests.join('---\n');
}
