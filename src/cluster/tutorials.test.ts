import { describe, expect, it } from 'vitest';
import { Story } from './testing/story';

const MYSQL = `apiVersion: v1
kind: ConfigMap
metadata: { name: mysql }
data:
  primary.cnf: "[mysqld]\\nlog-bin\\n"
  replica.cnf: "[mysqld]\\nsuper-read-only\\n"
---
apiVersion: v1
kind: Service
metadata: { name: mysql }
spec: { clusterIP: None, selector: { app: mysql }, ports: [{ port: 3306 }] }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: mysql }
spec:
  serviceName: mysql
  replicas: 2
  selector: { matchLabels: { app: mysql } }
  template:
    metadata: { labels: { app: mysql } }
    spec:
      initContainers:
      - name: init-mysql
        image: mysql:5.7
        command:
        - bash
        - "-c"
        - |
          set -ex
          # Generate mysql server-id from pod ordinal index.
          [[ $HOSTNAME =~ -([0-9]+)$ ]] || exit 1
          ordinal=\${BASH_REMATCH[1]}
          echo [mysqld] > /mnt/conf.d/server-id.cnf
          # Add an offset to avoid reserved server-id=0 value.
          echo server-id=$((100 + $ordinal)) >> /mnt/conf.d/server-id.cnf
          # Copy appropriate conf.d files from config-map to emptyDir.
          if [[ $ordinal -eq 0 ]]; then
            cp /mnt/config-map/primary.cnf /mnt/conf.d/
          else
            cp /mnt/config-map/replica.cnf /mnt/conf.d/
          fi
        volumeMounts:
        - { name: conf, mountPath: /mnt/conf.d }
        - { name: config-map, mountPath: /mnt/config-map }
      containers:
      - name: mysql
        image: mysql:5.7
        env: [{ name: MYSQL_ALLOW_EMPTY_PASSWORD, value: "1" }]
        ports: [{ name: mysql, containerPort: 3306 }]
        volumeMounts: [{ name: conf, mountPath: /etc/mysql/conf.d }]
        readinessProbe:
          exec: { command: ["mysql", "-h", "127.0.0.1", "-e", "SELECT 1"] }
          initialDelaySeconds: 5
          periodSeconds: 2
          timeoutSeconds: 1
      volumes:
      - { name: conf, emptyDir: {} }
      - { name: config-map, configMap: { name: mysql } }
`;

const PI = `apiVersion: batch/v1
kind: Job
metadata: { name: pi }
spec:
  backoffLimit: 4
  template:
    spec:
      restartPolicy: Never
      containers:
      - name: pi
        image: perl:5.34.0
        command: ["perl",  "-Mbignum=bpi", "-wle", "print bpi(2000)"]
`;

const MEMORY = `apiVersion: v1
kind: Pod
metadata: { name: memory-demo-2 }
spec:
  containers:
  - name: memory-demo-2-ctr
    image: polinux/stress
    resources: { requests: { memory: 50Mi }, limits: { memory: 100Mi } }
    command: ["stress"]
    args: ["--vm", "1", "--vm-bytes", "250M", "--vm-hang", "1"]
`;

const SIDECAR = `apiVersion: v1
kind: Pod
metadata: { name: counter }
spec:
  containers:
  - name: count
    image: busybox:1.28
    args:
    - /bin/sh
    - -c
    - >
      i=0;
      while true;
      do
        echo "$i: $(date)" >> /var/log/1.log;
        echo "$(date) INFO $i" >> /var/log/2.log;
        i=$((i+1));
        sleep 1;
      done
    volumeMounts: [{ name: varlog, mountPath: /var/log }]
  - name: count-log-1
    image: busybox:1.28
    args: [/bin/sh, -c, 'tail -n+1 -F /var/log/1.log']
    volumeMounts: [{ name: varlog, mountPath: /var/log }]
  volumes:
  - { name: varlog, emptyDir: {} }
`;

describe('what tutorials apply', () => {
  const story = new Story({ seed: 'tutorials', dns: true }).boot();
  for (const [name, text] of Object.entries({ MYSQL, PI, MEMORY, SIDECAR })) story.apply(`${name}.yaml`, text);
  story.kubectl('kubectl run web --image=nginx:1.25');
  story.run(60_000);
  const pod = (name: string) => story.pods().find(({ metadata }) => metadata.name.startsWith(name));
  const said = (line: string) => story.kubectl(`kubectl ${line}`).stdout;

  it('a replicated database whose members know their number', () => {
    expect(story.pods().filter(({ metadata }) => metadata.name.startsWith('mysql-'))).toHaveLength(2);
    expect(said('exec mysql-1 -- ls /etc/mysql/conf.d')).toEqual(['replica.cnf', 'server-id.cnf']);
    expect(said('exec mysql-1 -- cat /etc/mysql/conf.d/server-id.cnf')).toEqual(['[mysqld]', 'server-id=101']);
    expect(said('exec mysql-0 -- mysql -h mysql-1.mysql -e "SELECT 1"')).toEqual(['1', '1']);
  });

  it('a job that reckons π', () => {
    expect(said('get job pi')[1]).toMatch(/^pi +Complete +1\/1/);
    expect(said('logs job/pi')[0]).toMatch(/^3\.14159265358979323846/);
  });

  it('a container that takes more memory than it may', () => {
    const [status] = pod('memory-demo-2').status.containerStatuses;
    expect(status.lastState.terminated).toMatchObject({ exitCode: 137, reason: 'OOMKilled' });
    expect(status.restartCount).toBeGreaterThan(1);
  });

  it('a sidecar that shows a log', () => {
    expect(said('logs counter -c count-log-1')[0]).toMatch(/^0: Thu Jan {2}1 00:/);
  });

  it('a server that is killed from inside comes again', () => {
    said('exec web -- kill 1');
    story.run(5_000);
    expect(pod('web').status.containerStatuses[0]).toMatchObject({ restartCount: 1, ready: true });
  });
});
