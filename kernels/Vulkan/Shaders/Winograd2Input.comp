#version 450
#extension GL_GOOGLE_include_directive : require
#include "Common.glsl"
#include "Winograd2.glsl"
#include "WinogradInput.glsl"
