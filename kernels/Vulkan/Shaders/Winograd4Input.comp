#version 450
#extension GL_GOOGLE_include_directive : require
#include "Common.glsl"
#include "Winograd4.glsl"
#include "WinogradInput.glsl"
