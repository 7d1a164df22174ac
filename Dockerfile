# The dashboard in a container; it opens on the demo set:
#   docker run --rm -e LEAP_TOKEN -p 127.0.0.1:8501:8501 leap-lens
#   docker run --rm -e LEAP_TOKEN -p 127.0.0.1:8501:8501 -v "$PWD/LLP:/data:ro" -v "$PWD/runs:/runs" leap-lens \
#     --data /data --runs /runs
FROM python:3.11-slim AS wheel
WORKDIR /source
COPY . .
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheel .

FROM python:3.11-slim
# PyTorch's index of CPU builds has the versions of the lock as well; without it the image holds CUDA's libraries
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
RUN --mount=type=bind,source=requirements.txt,target=/requirements.txt \
    pip install --no-cache-dir --extra-index-url "$TORCH_INDEX" --requirement /requirements.txt
RUN --mount=type=bind,from=wheel,source=/wheel,target=/wheel \
    pip install --no-cache-dir --no-deps /wheel/*.whl \
    && useradd --uid 1000 --create-home --home-dir /lens lens
USER 1000:1000
WORKDIR /lens
EXPOSE 8501
HEALTHCHECK --start-period=60s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8501/_stcore/health', timeout=5)"]
# others than the container itself come in by LEAP_TOKEN, which the server asks for
ENTRYPOINT ["leap", "app", "--no-browser", "--host", "0.0.0.0"]
