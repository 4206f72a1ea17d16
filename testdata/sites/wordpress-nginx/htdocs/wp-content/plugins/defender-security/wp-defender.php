<?php
/**
 * Plugin Name: Defender
 * Version: 6.1.0
 */
