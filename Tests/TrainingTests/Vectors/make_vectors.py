#!/usr/bin/env python3
"""Test vectors of a small network, made with PyTorch: forward values, gradients, parameters after ten steps.

    make_vectors.py > vectors.json        needs: torch, numpy

The network is the one of the paper (components of 3x3 convolution, ReLU, batch norm; a linear classifier; batch norm of
the responses, here with scale and shift). Arrays are in Tessera's order: maps NHWC, weights [out][3][3][in].
"""
import json
import numpy as np, torch, torch.nn as nn, torch.nn.functional as F

torch.manual_seed(1)
torch.set_num_threads(1)
M, P, Q, H, W, STEPS, MU = 2, 7, 6, 10, 13, 10, 0.5
convs = [nn.Conv2d(3 if m == 0 else P, P, 3, 1, 1) for m in range(M)]
norms = [nn.BatchNorm2d(P) for _ in range(M)]
head, head_norm = nn.Conv2d(P, Q, 1), nn.BatchNorm2d(Q)
x = torch.rand(1, 3, H, W)
targets = torch.randint(0, Q, (H * W,))
modules = [m for pair in zip(convs, norms) for m in pair] + [head, head_norm]
optimizer = torch.optim.SGD([p for m in modules for p in m.parameters()], lr=0.1, momentum=0.9)


def forward():
    y = x
    for conv, norm in zip(convs, norms):
        y = norm(F.relu(conv(y)))
    return head_norm(head(y))[0].permute(1, 2, 0).reshape(-1, Q)


def flat(which):
    parts = []
    for m in modules:
        w, b = which(m.weight), which(m.bias)
        parts += [w.permute(0, 2, 3, 1).reshape(-1) if w.dim() == 4 else w.reshape(-1), b.reshape(-1)]
    return [round(float(v), 9) for v in torch.cat(parts).detach()]


out = dict(components=M, channels=P, clusters=Q, height=H, width=W, steps=STEPS,
           picture=[float(v) for v in x[0].permute(1, 2, 0).reshape(-1)], targets=targets.tolist(),
           parameters=flat(lambda p: p))
losses = []


def continuity(y):
    """The sequel's loss of spatial continuity (Kim, Kanezaki, Tanaka, IEEE TIP 2020)."""
    y = y.reshape(H, W, Q)
    return F.l1_loss(y[1:], y[:-1]) + F.l1_loss(y[:, 1:], y[:, :-1])


y = forward()
(F.cross_entropy(y, targets) + MU * continuity(y)).backward()
out.update(continuity=MU, continuity_loss=float(F.cross_entropy(y, targets) + MU * continuity(y)),
           continuity_gradient=flat(lambda p: p.grad))
for step in range(STEPS):
    optimizer.zero_grad()
    y = forward()
    loss = F.cross_entropy(y, targets)
    loss.backward()
    if step == 0:
        out["responses"] = [round(float(v), 9) for v in y.detach().reshape(-1)]
        out["gradient"] = flat(lambda p: p.grad)
    losses.append(float(loss))
    optimizer.step()
out["losses"] = losses
out["trained"] = flat(lambda p: p)
print(json.dumps(out))
