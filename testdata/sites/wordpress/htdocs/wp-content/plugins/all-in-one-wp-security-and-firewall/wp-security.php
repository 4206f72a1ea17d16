<?php
/**
 * Plugin Name: All-In-One Security (AIOS)
 * Version: 5.4.9
 */
