FROM python:3.11-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt && useradd --create-home surefoot
COPY --chown=surefoot . .
USER surefoot
ENTRYPOINT ["python", "run.py"]
