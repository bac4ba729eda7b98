"""What a webcam picture is marked with: which picture the room saw when it was taken."""

AD_SCENE = "ad"
BUFFER_SCENE = "buffer"
