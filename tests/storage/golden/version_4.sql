PRAGMA application_id = 1380994131;
PRAGMA user_version = 4;
BEGIN TRANSACTION;
CREATE TABLE "ad" ("session_id" INTEGER NOT NULL,
  "place" INTEGER NOT NULL,
  "ad_id" TEXT NOT NULL,
  "title" TEXT NOT NULL,
  "path" TEXT NOT NULL,
  "sha256" TEXT NOT NULL,
  "duration_ms" INTEGER NOT NULL,
  "width_px" INTEGER NOT NULL,
  "height_px" INTEGER NOT NULL,
  "frame_rate_hz" REAL NOT NULL,
  PRIMARY KEY ("session_id",
  "place"),
  FOREIGN KEY ("session_id") REFERENCES "session" ("id") ON DELETE CASCADE) STRICT;
INSERT INTO "ad" VALUES(1,0,'a','Кофе','/реклама/a.mp4','aa',4000,1280,720,23.976);
INSERT INTO "ad" VALUES(4,0,'a','Кофе','/реклама/a.mp4','aa',4000,1280,720,23.976);
CREATE TABLE "analysis" ("session_id" INTEGER NOT NULL PRIMARY KEY, "fingerprint" TEXT NOT NULL, "from_session" INTEGER, "of_whole_film" INTEGER NOT NULL, "checkpoint" BLOB, FOREIGN KEY ("session_id") REFERENCES "session" ("id") ON DELETE CASCADE) STRICT;
CREATE TABLE "baseline_window" ("session_id" INTEGER NOT NULL, "started_at_ns" INTEGER NOT NULL, "ended_at_ns" INTEGER NOT NULL, PRIMARY KEY ("session_id", "started_at_ns"), FOREIGN KEY ("session_id") REFERENCES "session" ("id") ON DELETE CASCADE) STRICT;
CREATE TABLE "clock_offset" ("id" INTEGER NOT NULL PRIMARY KEY,
  "session_id" INTEGER NOT NULL,
  "sender" TEXT NOT NULL,
  "measured_at_ns" INTEGER NOT NULL,
  "offset_ns" INTEGER NOT NULL,
  "round_trip_ns" INTEGER NOT NULL,
  FOREIGN KEY ("session_id") REFERENCES "session" ("id") ON DELETE CASCADE) STRICT;
INSERT INTO "clock_offset" VALUES(1,1,'obs',5,-7,2);
CREATE TABLE "exposure" ("id" INTEGER NOT NULL PRIMARY KEY,
  "session_id" INTEGER NOT NULL,
  "ad_id" TEXT NOT NULL,
  "planned_at_ns" INTEGER NOT NULL,
  "started_at_ns" INTEGER,
  "ended_at_ns" INTEGER,
  "ended_how" TEXT,
  FOREIGN KEY ("session_id") REFERENCES "session" ("id") ON DELETE CASCADE) STRICT;
INSERT INTO "exposure" VALUES(1,1,'a',10,20,4020,'played');
INSERT INTO "exposure" VALUES(2,4,'a',910,920,NULL,NULL);
CREATE TABLE "exposure_pause" ("exposure_id" INTEGER NOT NULL, "paused_at_ns" INTEGER NOT NULL, "resumed_at_ns" INTEGER, PRIMARY KEY ("exposure_id", "paused_at_ns"), FOREIGN KEY ("exposure_id") REFERENCES "exposure" ("id") ON DELETE CASCADE) STRICT;
CREATE TABLE "frame" ("id" INTEGER NOT NULL PRIMARY KEY,
  "session_id" INTEGER NOT NULL,
  "exposure_id" INTEGER,
  "source" TEXT NOT NULL,
  "sequence" INTEGER NOT NULL,
  "scene" TEXT NOT NULL,
  "ad_position_ms" INTEGER,
  "captured_at_ns" INTEGER NOT NULL,
  "received_at_ns" INTEGER NOT NULL,
  "published_at_ns" INTEGER NOT NULL,
  "width_px" INTEGER NOT NULL,
  "height_px" INTEGER NOT NULL, "ad_position_settled" INTEGER NOT NULL DEFAULT 1, "ad_position_by" TEXT NOT NULL DEFAULT 'player', "ad_lead_ms" INTEGER, "camera_delay_ms" INTEGER,
  FOREIGN KEY ("session_id") REFERENCES "session" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("exposure_id") REFERENCES "exposure" ("id") ON DELETE CASCADE) STRICT;
INSERT INTO "frame" VALUES(1,1,1,'cam',1,'RP Audience',500,520,521,522,640,360,1,'player',NULL,NULL);
INSERT INTO "frame" VALUES(2,1,NULL,'cam',2,'buffer',NULL,5000,5001,5002,640,360,1,'player',NULL,NULL);
INSERT INTO "frame" VALUES(3,4,2,'cam',1,'RP Audience',10,930,931,932,640,360,1,'player',NULL,NULL);
CREATE TABLE "label" ("session_id" INTEGER NOT NULL, "coder" TEXT NOT NULL, "exposure_id" INTEGER NOT NULL, "seat" INTEGER NOT NULL, "from_ms" INTEGER NOT NULL, "to_ms" INTEGER NOT NULL, "emotion" TEXT NOT NULL, PRIMARY KEY ("session_id", "coder", "exposure_id", "seat", "from_ms"), FOREIGN KEY ("session_id") REFERENCES "session" ("id") ON DELETE CASCADE, FOREIGN KEY ("exposure_id") REFERENCES "exposure" ("id") ON DELETE CASCADE) STRICT;
CREATE TABLE "marker" ("id" INTEGER NOT NULL PRIMARY KEY, "session_id" INTEGER NOT NULL, "at_ns" INTEGER NOT NULL, "text" TEXT NOT NULL, FOREIGN KEY ("session_id") REFERENCES "session" ("id") ON DELETE CASCADE) STRICT;
CREATE TABLE "reading" ("frame_id" INTEGER NOT NULL,
  "seat" INTEGER NOT NULL,
  "anger" REAL NOT NULL,
  "disgust" REAL NOT NULL,
  "fear" REAL NOT NULL,
  "happiness" REAL NOT NULL,
  "sadness" REAL NOT NULL,
  "surprise" REAL NOT NULL,
  "neutral" REAL NOT NULL,
  "left_px" REAL NOT NULL,
  "top_px" REAL NOT NULL,
  "width_px" REAL NOT NULL,
  "height_px" REAL NOT NULL,
  "detection_score" REAL NOT NULL,
  "presence" REAL NOT NULL,
  "valid" INTEGER NOT NULL DEFAULT 1,
  "unmeasurable" TEXT,
  "yaw_deg" REAL,
  "pitch_deg" REAL,
  "roll_deg" REAL,
  "eye_openness" REAL,
  "brightness" REAL,
  "sharpness" REAL,
  "attentive" INTEGER, "corrected_anger" REAL, "corrected_disgust" REAL, "corrected_fear" REAL, "corrected_happiness" REAL, "corrected_sadness" REAL, "corrected_surprise" REAL, "corrected_neutral" REAL, "grade" REAL, "mouth_openness" REAL, "talking" INTEGER,
  PRIMARY KEY ("frame_id",
  "seat"),
  FOREIGN KEY ("frame_id") REFERENCES "frame" ("id") ON DELETE CASCADE) STRICT;
INSERT INTO "reading" VALUES(1,1,0.0,0.0,0.0,1.0,0.0,0.0,0.0,1.0,2.0,3.0,4.0,0.9,0.8,1,NULL,1.5,-2.5,0.5,0.3,120.0,80.0,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,5.5,0.1,0);
INSERT INTO "reading" VALUES(1,2,0.0,0.0,0.0,1.0,0.0,0.0,0.0,5.0,6.0,7.0,8.0,0.9,0.8,1,NULL,1.5,-2.5,0.5,0.3,120.0,80.0,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,5.5,0.1,0);
INSERT INTO "reading" VALUES(2,3,0.0,0.0,0.0,1.0,0.0,0.0,0.0,1.0,2.0,3.0,4.0,0.9,0.8,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "reading" VALUES(3,1,0.0,0.0,0.0,0.0,0.0,0.0,1.0,1.0,2.0,3.0,4.0,0.9,0.8,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE "recording" ("session_id" INTEGER NOT NULL, "started_at_ns" INTEGER NOT NULL, "stopped_at_ns" INTEGER, "path" TEXT, PRIMARY KEY ("session_id", "started_at_ns"), FOREIGN KEY ("session_id") REFERENCES "session" ("id") ON DELETE CASCADE) STRICT;
CREATE TABLE "seat" ("session_id" INTEGER NOT NULL, "seat" INTEGER NOT NULL, "name" TEXT, "confirmed" INTEGER NOT NULL, "merged_into" INTEGER, PRIMARY KEY ("session_id", "seat"), FOREIGN KEY ("session_id") REFERENCES "session" ("id") ON DELETE CASCADE) STRICT;
CREATE TABLE "session" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "title" TEXT NOT NULL, "state" TEXT NOT NULL, "created_unix_ms" INTEGER NOT NULL, "clock_name" TEXT NOT NULL, "clock_anchor_ns" INTEGER NOT NULL, "provider" TEXT NOT NULL, "settings_json" TEXT NOT NULL, "frames_received" INTEGER, "frames_replaced" INTEGER, "buffer_ms" INTEGER NOT NULL, "recorded" INTEGER NOT NULL, "people" INTEGER, "readings" INTEGER, "baseline_ms" INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO "session" VALUES(1,'Группа 1','finished',1780000000000,'server.perf_counter_ns',123,'CPUExecutionProvider','{"a": 1}',3,1,1000,0,2,3,0);
INSERT INTO "session" VALUES(4,'Group 2','running',1780000900000,'server.perf_counter_ns',900,'CPUExecutionProvider','{}',NULL,NULL,1000,0,NULL,NULL,0);
CREATE TABLE "session_model" ("session_id" INTEGER NOT NULL,
  "role" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "sha256" TEXT NOT NULL,
  PRIMARY KEY ("session_id",
  "role"),
  FOREIGN KEY ("session_id") REFERENCES "session" ("id") ON DELETE CASCADE) STRICT;
INSERT INTO "session_model" VALUES(1,'emotion','small','ee');
INSERT INTO "session_model" VALUES(4,'emotion','small','ee');
CREATE INDEX "adrow_session_id" ON "ad" ("session_id");
CREATE INDEX "clockoffsetrow_session_id" ON "clock_offset" ("session_id");
CREATE INDEX "exposurerow_session_id" ON "exposure" ("session_id");
CREATE INDEX "framerow_exposure_id" ON "frame" ("exposure_id");
CREATE INDEX "framerow_session_id" ON "frame" ("session_id");
CREATE INDEX "readingrow_frame_id" ON "reading" ("frame_id");
CREATE INDEX "sessionmodelrow_session_id" ON "session_model" ("session_id");
CREATE INDEX "exposurepauserow_exposure_id" ON "exposure_pause" ("exposure_id");
CREATE INDEX "recordingrow_session_id" ON "recording" ("session_id");
CREATE INDEX "baselinewindowrow_session_id" ON "baseline_window" ("session_id");
CREATE INDEX "seatrow_session_id" ON "seat" ("session_id");
CREATE INDEX "markerrow_session_id" ON "marker" ("session_id");
CREATE INDEX "labelrow_session_id" ON "label" ("session_id");
CREATE INDEX "labelrow_exposure_id" ON "label" ("exposure_id");
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('session',4);
COMMIT;
