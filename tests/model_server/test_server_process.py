"""The endpoint as a process: started, scripted and asked over HTTP."""

from __future__ import annotations

import subprocess
import sys

import httpx

from tests.model_server.samples import ROOT

QUESTION = {"model": "m", "messages": [{"role": "user", "content": "hello"}]}


def test_a_process_plays_what_it_is_told_and_says_what_it_saw() -> None:
    command = [sys.executable, "-m", "tests.model_server"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            control = url.removesuffix("/v1") + "/control"
            with httpx.Client() as client:
                client.post(control, json={"says": [{"content": "hi"}], "refuse_from": 2})
                ask = url + "/chat/completions"
                answers = [client.post(ask, json=QUESTION) for _ in range(3)]
                seen = client.get(control).json()
        finally:
            process.kill()
    assert [answer.status_code for answer in answers] == [200, 500, 402]
    assert answers[0].json()["choices"][0]["message"]["content"] == "hi"
    assert (seen["calls"], len(seen["bills"]), len(seen["complaints"])) == (3, 1, 1)
