import Tessera

let video = try Video(opening: "clip.mp4")
print(video.size, video.expectedFrames ?? 0)
