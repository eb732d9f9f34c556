import { describe, it } from 'vitest';
import { Story } from './testing/story';

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: main, image: "nginx:1.25"}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  type: NodePort
  selector: {app: web}
  ports: [{port: 80, nodePort: 30080}]
---
apiVersion: v1
kind: Pod
metadata: {name: client}
spec: {containers: [{name: main, image: "busybox:1.36", command: [sleep, infinity]}]}
`;

describe('x', () => {
  it('y', () => {
    const story = new Story({ seed: 'traffic', dns: true }).boot();
    console.log(
      story.simulation.now,
      story.pods('kube-system').map((p) => [p.metadata.name, p.spec.nodeName, p.status.podIP, p.status.phase]),
    );
    console.log(story.cluster.component('laptop/kubectl').logLines.slice(-10));
    story.apply('web.yaml', WEB);
    story.until(() => story.readyPods() === 3, 60_000, 'pods');
    story.run(8000);
    console.log(
      story.simulation.now,
      JSON.stringify(story.pods('kube-system').map((p) => [p.metadata.name, p.spec.nodeName, p.status])),
    );
    for (const p of story.pods('kube-system'))
      console.log(story.kubectl(`kubectl logs -n kube-system ${p.metadata.name}`).stdout);
    const since = story.simulation.trace.nextHop;
    for (const cmd of [
      `wget -qO- http://web`,
      `nslookup web`,
      `nslookup mydb`,
      `nslookup kubernetes.default`,
      `getent hosts web.default.svc`,
      `nslookup 10.96.0.1`,
      `dig -t SRV _dns._udp.kube-dns.kube-system.svc.cluster.local`,
      `cat /etc/resolv.conf`,
      'wget -T 2 http://nosuch',
      `curl -s -o /dev/null -w '%{http_code} %{time_total}\n' http://web.default:80`,
    ]) {
      const { text, code } = story.kubectl(`kubectl exec client -- ${cmd}`);
      console.log(`$ ${cmd}\n${text.stdout}${text.stderr}[${code}]`);
    }
    for (const hop of story.simulation.trace.hopsSince(since))
      if (['http', 'tcp', 'dns'].includes(hop.protocol))
        console.log(
          hop.id,
          hop.sentAt,
          hop.kind,
          hop.from,
          hop.to,
          hop.outcome,
          hop.cause,
          JSON.stringify(hop.payload).slice(0, 250),
        );
    console.log(story.cluster.component('worker-1/containerd').logLines.slice(-10));
  });
});
