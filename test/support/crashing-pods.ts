// Pods that crash, each in its own way, for the tests of their copies.
const agnhost = 'registry.k8s.io/e2e-test-images/agnhost:2.63'

/** Each ends in its own way, one does not. For a namespace without rules. */
export const crashingPods = `
apiVersion: v1
kind: Pod
metadata: {name: no-shell}
spec:
  containers:
    - name: app
      image: ${agnhost}
      command: [/agnhost]
      args: [netexec, --http-port=8080, --tls-cert-file=/etc/shop/tls.crt, --tls-private-key-file=/etc/shop/tls.key]
---
apiVersion: v1
kind: Pod
metadata: {name: no-command}
spec:
  containers:
    - name: app
      image: ${agnhost}
      env: [{name: KEY, value: a key}]
      args: [netexec, --http-port=8080, --tls-cert-file=/etc/shop/tls.crt, "--tls-private-key-file=/etc/$(KEY)"]
---
apiVersion: v1
kind: Pod
metadata: {name: quick, labels: {app: quick}}
spec:
  containers:
    - name: app
      image: busybox:1.37
      env:
        - {name: GREETING, value: hello}
        - {name: spring.datasource.url, value: "it's $$HOME"}
        - {name: nonce, value: mine}
        - {name: APP, valueFrom: {fieldRef: {fieldPath: "metadata.labels['app']"}}}
        - {name: SELF, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
      command: [sh, -c]
      args:
        - |
          echo "$(GREETING) \${nonce} $APP $SELF on $(hostname)"
          echo '$$(GREETING)' $PATH
          tr '\\0' '\\n' </proc/$$$$/environ | grep spring
          echo kept >/tmp/app.log
          exit 3
---
apiVersion: v1
kind: Pod
metadata: {name: forker}
spec:
  containers:
    - {name: app, image: busybox:1.37, command: [sh, -c, "sleep 100 & echo started; exit 137"]}
---
apiVersion: v1
kind: Pod
metadata: {name: hungry}
spec:
  containers:
    - name: app
      image: busybox:1.37
      command: [sh, -c, "echo filling; sleep 0.3; tail /dev/zero"]
      resources: {limits: {memory: 32Mi}}
---
apiVersion: v1
kind: Pod
metadata: {name: fine, labels: {app: fine}}
spec:
  containers:
    - {name: app, image: busybox:1.37, command: [sh, -c, "echo up; exec sleep 3600"]}
    - {name: beside, image: busybox:1.37, command: [sleep, "3600"]}
---
apiVersion: v1
kind: Service
metadata: {name: fine}
spec: {selector: {app: fine}, ports: [{port: 80}]}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: reader}
`
/** A pod as PodSecurity `restricted` wants it, with all that an app may be given. */
export const restrictedPods = `
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {app.yaml: "color: blue"}
---
apiVersion: v1
kind: Secret
metadata: {name: key}
stringData: {key: "0123"}
---
apiVersion: v1
kind: Pod
metadata: {name: strict}
spec:
  securityContext: {runAsNonRoot: true, runAsUser: 10001, runAsGroup: 10002, seccompProfile: {type: RuntimeDefault}}
  initContainers:
    - name: prepare
      image: busybox:1.37
      command: [sh, -c, "echo prepared >/scratch/ready"]
      volumeMounts: [{name: work, mountPath: /scratch}]
      securityContext: &strict {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
    - name: migrate
      image: busybox:1.37
      command: ["true"]
      securityContext: *strict
  containers:
    - name: app
      image: busybox:1.37
      command: [sh, -c, "id -u; id -g; cat /etc/app/app.yaml /scratch/ready; wc -c </etc/key/key; echo $TOKEN; echo x >/data; cat /etc/shadow; kill -SEGV $$$$"]
      env: [{name: TOKEN, valueFrom: {secretKeyRef: {name: key, key: key}}}]
      volumeMounts:
        - {name: settings, mountPath: /etc/app}
        - {name: key, mountPath: /etc/key}
        - {name: work, mountPath: /scratch}
      resources: {limits: {memory: 64Mi, cpu: 500m}}
      securityContext: *strict
  volumes:
    - {name: settings, configMap: {name: settings}}
    - {name: key, secret: {secretName: key}}
    - {name: work, emptyDir: {}}
`
